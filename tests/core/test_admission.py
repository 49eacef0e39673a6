"""The gate: who goes on at once, who waits and is served first, who is asked to come again."""

import threading
import time
from collections.abc import Callable

from quiz_app.core.queueing import ANSWERS, PAGES, STARTS, Lane
from quiz_app.core.web.admission import Gate, usual_gate

LANES = (Lane(3, 5.0), Lane(2, 5.0), Lane(1, 5.0, share=0.75))


def test_as_many_as_there_are_places_go_on_at_once_and_pages_leave_one_to_the_others() -> None:
    gate = Gate(4, (Lane(0, 0), Lane(0, 0), Lane(0, 0, share=0.75)))
    assert [gate.enter(PAGES) for _ in range(4)] == [True, True, True, False]
    assert gate.enter(ANSWERS)
    assert not gate.enter(ANSWERS)


def test_a_single_place_is_everybodys() -> None:
    gate = Gate(1, (Lane(0, 0, share=0.75),))
    assert gate.enter(0)
    gate.leave()
    assert gate.enter(0)


def test_whoever_waits_is_served_by_urgency_and_then_in_turn() -> None:
    gate = Gate(1, LANES)
    gate.enter(ANSWERS)
    served: list[str] = []
    threads = [
        waiting(gate, lane, lambda name=name: served.append(name))
        for name, lane in (("page", PAGES), ("start", STARTS), ("save 1", ANSWERS), ("save 2", ANSWERS))
    ]
    gate.leave()
    for thread in threads:
        thread.join(10)
    assert served == ["save 1", "save 2", "start", "page"]
    assert gate.enter(PAGES)


def test_a_full_lane_takes_nobody_while_the_lane_before_it_still_does() -> None:
    gate = Gate(1, LANES)
    gate.enter(ANSWERS)
    thread = waiting(gate, PAGES, lambda: None)
    began = time.monotonic()
    assert not gate.enter(PAGES)
    assert time.monotonic() - began < 1
    other = waiting(gate, ANSWERS, lambda: None)
    gate.leave()
    thread.join(10)
    other.join(10)


def test_whoever_has_waited_as_long_as_the_lane_allows_is_sent_away_and_takes_no_turn_with_them() -> None:
    gate = Gate(1, (Lane(1, 0.05),))
    gate.enter(0)
    assert not gate.enter(0)
    gate.leave()
    assert gate.enter(0)
    assert not gate.enter(0)


def test_no_place_is_lost_or_made_by_many_who_come_wait_and_give_up() -> None:
    gate = Gate(3, (Lane(4, 0.002), Lane(4, 0.001), Lane(2, 0.001, share=0.75)))
    inside, most, lock = 0, 0, threading.Lock()

    def come(number: int) -> None:
        nonlocal inside, most
        for turn in range(60):
            if gate.enter((number + turn) % 3):
                with lock:
                    inside += 1
                    most = max(most, inside)
                time.sleep(0.0005)
                with lock:
                    inside -= 1
                gate.leave()

    threads = [threading.Thread(target=come, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 3
    assert [gate.enter(ANSWERS) for _ in range(4)] == [True, True, True, False]


def test_there_is_a_thread_for_every_place_to_wait_so_that_arrival_is_stamped_at_arrival() -> None:
    assert Gate(1, LANES).threads > 1 + 3 + 2 + 1


def test_those_who_are_sent_away_together_come_back_apart_and_pages_later() -> None:
    gate = usual_gate()
    told = {lane: {gate.come_again(lane) for _ in range(200)} for lane in (ANSWERS, PAGES)}
    assert len(told[ANSWERS]) > 1
    assert min(told[PAGES]) > min(told[ANSWERS])


def waiting(gate: Gate, lane: int, then: Callable[[], object]) -> threading.Thread:
    """A thread that waits in a lane by now, and leaves again after its turn."""

    def wait() -> None:
        if gate.enter(lane):
            then()
            gate.leave()

    thread = threading.Thread(target=wait)
    before = gate.waiting()
    thread.start()
    while gate.waiting() == before:
        time.sleep(0.001)
    return thread
