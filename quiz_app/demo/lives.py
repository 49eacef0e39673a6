"""The histories of many people, made on several cores. They are pure, so it does not matter where each is made."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_all_start_methods, get_context

from quiz_app.demo.histories import History, World, history
from quiz_app.demo.people import Person

CHUNK = 250
_AHEAD = 2  # chunks that wait for each worker, so that memory does not grow with the province
_FORK = "fork"

_worlds: list[World] = []

Lives = tuple[Sequence[Person], list[History]]


def live(world: World, people: Iterable[Person], *, workers: int) -> Iterator[Lives]:
    """The people in chunks and in their order, each chunk with its histories."""
    chunks = _chunks(people)
    if workers == 1 or _FORK not in get_all_start_methods():
        yield from ((chunk, _made(world, chunk)) for chunk in chunks)
        return
    # A forked worker has the world already; one that is spawned would import the whole program to get it.
    with ProcessPoolExecutor(workers, get_context(_FORK), initializer=_worlds.append, initargs=(world,)) as pool:
        waiting = deque((chunk, pool.submit(_made_here, chunk)) for chunk in islice(chunks, workers * _AHEAD))
        while waiting:
            chunk, made = waiting.popleft()
            histories = made.result()
            waiting.extend((each, pool.submit(_made_here, each)) for each in islice(chunks, 1))
            yield chunk, histories


def _made(world: World, people: Sequence[Person]) -> list[History]:
    return [history(world, person) for person in people]


def _made_here(people: Sequence[Person]) -> list[History]:
    return _made(_worlds[-1], people)


def _chunks(people: Iterable[Person]) -> Iterator[list[Person]]:
    rest = iter(people)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
