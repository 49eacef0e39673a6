"""Who may begin when: the rules by themselves, over everything that a member can do in any order."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from quiz_app.core.db import to_milliseconds
from quiz_app.core.errors import Refusal
from quiz_app.exams.entering.admitting import admit, require_hand_in
from quiz_app.exams.entering.policies import (
    MINUTE,
    NO_ARRANGEMENT,
    NO_RULES,
    Arrangement,
    EntryRules,
    General,
    History,
    Resit,
    deadline,
    hand_in_from,
    outlasts,
)
from quiz_app.exams.entering.wording import problems, sentences, span
from quiz_app.exams.papers import draw, member_seed
from tests.exams.planned import TEN, edition

HOUR = 60 * MINUTE
DAY = 24 * HOUR
SHANGHAI_MIDNIGHT = to_milliseconds(datetime(2026, 11, 22, 16, tzinfo=UTC))
OPENS = SHANGHAI_MIDNIGHT + 9 * HOUR
CLOSES = SHANGHAI_MIDNIGHT + 3 * DAY
GENERAL = General(OPENS, CLOSES, 30, 3)
RESIT = Resit(CLOSES + DAY, CLOSES + 2 * DAY, 1, for_absent=False)
NO_HISTORY = History()


def refused(
    rules: EntryRules = NO_RULES,
    history: History = NO_HISTORY,
    own: Arrangement = NO_ARRANGEMENT,
    *,
    at: int,
    general: General = GENERAL,
) -> tuple[str, str] | None:
    """(code, sentence) of the refusal; None where the attempt may begin."""
    try:
        admit(general, rules, own, history, at=at)
    except Refusal as refusal:
        return refusal.code, refusal.message
    return None


def test_the_attempts_of_a_day_come_back_at_midnight_in_shanghai() -> None:
    rules, at = EntryRules(per_day=1), OPENS + HOUR
    assert refused(rules, History(used=1, today=1), at=at) == (
        "no_attempts_today",
        "今天的 1 次机会已经用完。11月24日 00:00 以后可以再来。",
    )
    assert refused(rules, History(used=1, today=0), at=at) is None


def test_the_delay_counts_from_the_last_hand_in_and_says_when_it_is_over() -> None:
    rules, ended = EntryRules(delay=90), OPENS + HOUR
    history = History(used=1, today=1, last_ended_at=ended)
    code, sentence = refused(rules, history, at=ended + 90 * MINUTE - 1) or ("", "")
    assert (code, "90 分钟" in sentence, "11月23日 11:30 以后可以再来" in sentence) == ("too_soon", True, True)
    assert refused(rules, history, at=ended + 90 * MINUTE) is None


def test_who_may_come_back_only_after_the_end_is_not_told_to_come_back() -> None:
    history = History(used=1, today=1, last_ended_at=CLOSES - HOUR)
    _, sentence = refused(EntryRules(delay=120), history, at=CLOSES - 30 * MINUTE) or ("", "")
    assert "可以再来" not in sentence
    assert "没有下一次" in sentence


def test_late_entry_ends_for_everybody_but_those_with_an_own_end() -> None:
    rules, last = EntryRules(late_entry=15), OPENS + 15 * MINUTE
    assert refused(rules, at=last - 1) is None
    assert refused(rules, at=last)[0] == "too_late"
    assert refused(rules, own=Arrangement(closes_at=CLOSES + DAY), at=CLOSES + HOUR) is None
    own = Arrangement(opens_at=CLOSES + HOUR, closes_at=CLOSES + DAY)
    assert refused(rules, own=own, at=CLOSES + HOUR + 15 * MINUTE)[0] == "too_late"


def test_an_own_window_works_when_the_general_one_has_closed_and_cuts_the_deadline_off() -> None:
    own = Arrangement(extra_minutes=20, closes_at=CLOSES + HOUR)
    entry = admit(GENERAL, EntryRules(), own, History(), at=CLOSES + 30 * MINUTE)
    assert entry.deadline_at == CLOSES + HOUR
    assert admit(GENERAL, EntryRules(), own, History(), at=OPENS).deadline_at == OPENS + 50 * MINUTE
    assert refused(own=own, at=CLOSES + HOUR)[0] == "exam_closed"


@pytest.mark.parametrize(
    ("history", "for_absent", "code"),
    [
        (History(used=1), False, None),
        (History(used=1, passed=True), False, "resit_not_needed"),
        (History(used=1, waits=True), False, "resit_awaits_marking"),
        (History(), False, "resit_not_for_absent"),
        (History(), True, None),
        (History(used=2, resits=1), True, "no_attempts_left"),
    ],
)
def test_a_resit_is_for_whoever_did_not_pass_and_by_choice_for_the_absent(history, for_absent, code) -> None:
    rules = EntryRules(resit=RESIT._replace(for_absent=for_absent))
    told = refused(rules, history, at=RESIT.opens_at)
    assert (told and told[0]) == code
    if code is None:
        assert admit(GENERAL, rules, Arrangement(), history, at=RESIT.opens_at).is_resit


def test_between_the_windows_one_is_told_when_the_resit_begins() -> None:
    code, sentence = refused(EntryRules(resit=RESIT), History(used=1), at=CLOSES)
    assert code == "exam_closed"
    assert "11月27日 00:00 开始" in sentence


def test_handing_in_waits_but_never_beyond_the_deadline() -> None:
    assert hand_in_from(10, started_at=OPENS, deadline_at=OPENS + 30 * MINUTE) == OPENS + 10 * MINUTE
    cut_off = OPENS + 5 * MINUTE
    assert OPENS < hand_in_from(10, started_at=OPENS, deadline_at=cut_off) < cut_off
    with pytest.raises(Refusal, match="09:10:00 以后可以交"):
        require_hand_in(10, started_at=OPENS, deadline_at=OPENS + 30 * MINUTE, at=OPENS + 10 * MINUTE - 1)
    require_hand_in(10, started_at=OPENS, deadline_at=OPENS + 30 * MINUTE, at=OPENS + 10 * MINUTE)


def test_each_rule_that_is_on_has_a_sentence_and_none_that_is_off() -> None:
    opens_at = datetime(2026, 11, 23, 1, tzinfo=UTC)
    on = EntryRules(2, 60, 10, 15, RESIT, has_password=True)
    assert [term for term, _ in sentences(on, opens_at=opens_at)] == ["每天", "间隔", "迟到", "交卷", "补考", "口令"]
    assert sentences(EntryRules(), opens_at=opens_at) == []
    assert [span(90), span(120), span(2880)] == ["90 分钟", "2 小时", "2 天"]


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        (EntryRules(hand_in_after=30), "hand_in_after_minutes"),
        (EntryRules(per_day=0), "attempts_per_day"),
        (EntryRules(delay=0), "delay_minutes"),
        (EntryRules(resit=RESIT._replace(opens_at=CLOSES - 1)), "resit_opens_at"),
        (EntryRules(resit=RESIT._replace(closes_at=RESIT.opens_at)), "resit_closes_at"),
        (EntryRules(resit=RESIT._replace(attempts=0)), "resit_attempts"),
    ],
)
def test_rules_that_make_no_sense_are_named_by_their_field(rules, field) -> None:
    assert list(problems(rules, closes_at=CLOSES, minutes=30)) == [field]


def test_a_resit_needs_an_end_of_the_exam() -> None:
    assert list(problems(EntryRules(resit=RESIT), closes_at=None, minutes=30)) == ["closes_at"]


def test_an_exam_lasts_as_long_as_anybody_may_sit_it() -> None:
    assert outlasts(CLOSES, [CLOSES - 1]) is None
    assert outlasts(CLOSES, [CLOSES + 5, CLOSES + 1]) == CLOSES + 5
    assert outlasts(None, [CLOSES]) is None


@dataclass
class Member:
    """A model of one member's attempts, as the database would count them."""

    numbers: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    deadlines: list[int] = field(default_factory=list)
    resits: int = 0
    ended_at: int | None = None
    is_open: bool = False

    def history(self, at: int) -> History:
        today = sum((start + 8 * HOUR) // DAY == (at + 8 * HOUR) // DAY for start in self.starts)
        return History(len(self.starts), self.resits, today, self.ended_at)


RULES = some.builds(
    EntryRules,
    per_day=some.none() | some.integers(1, 2),
    delay=some.none() | some.integers(1, 600),
    late_entry=some.none() | some.integers(60, 4000),
    resit=some.none() | some.builds(RESIT._replace, attempts=some.integers(1, 2), for_absent=some.booleans()),
)
OWN = some.builds(
    Arrangement,
    some.integers(0, 60),
    some.integers(0, 2),
    some.none() | some.integers(OPENS - DAY, OPENS + DAY),
    some.none() | some.integers(OPENS + 2 * DAY, CLOSES + 2 * DAY),
)
STEPS = some.lists(some.tuples(some.sampled_from(["start", "end", "wait"]), some.integers(0, 12 * HOUR)), max_size=40)
PAPERS = edition(120, TEN)


@settings(max_examples=60)
@given(rules=RULES, own=OWN, allowed=some.integers(1, 3), steps=STEPS)
def test_starts_never_show_more_questions_than_the_paper_has_times_the_attempts_allowed(
    rules, own, allowed, steps
) -> None:
    general, member, at = GENERAL._replace(attempts_allowed=allowed), Member(), OPENS - 2 * HOUR
    for what, passing in steps:
        at += passing
        if what == "end" and member.is_open:
            member.is_open, member.ended_at = False, min(at, member.deadlines[-1])
        if what != "start" or member.is_open:
            continue
        history = member.history(at)
        try:
            entry = admit(general, rules, own, history, at=at)
        except Refusal:
            continue
        member.starts.append(at)
        member.numbers.append(len(member.starts))
        member.deadlines.append(entry.deadline_at)
        member.resits += entry.is_resit
        member.is_open = True
        assert at < entry.deadline_at <= at + (general.minutes + own.extra_minutes) * MINUTE
        assert rules.per_day is None or history.today < rules.per_day
    most = allowed + own.extra_attempts + (rules.resit.attempts if rules.resit else 0)
    seed = member_seed(b"s" * 32, 7)
    shown = {item.question for number in member.numbers for item in draw(PAPERS, seed, number)}
    assert len(member.starts) <= most
    assert len(shown) <= PAPERS.size * most


def test_a_deadline_of_a_resit_is_cut_off_by_the_resit() -> None:
    rules, at = EntryRules(resit=RESIT), RESIT.closes_at - 5 * MINUTE
    entry = admit(GENERAL, rules, Arrangement(), History(used=1), at=at)
    assert entry == (RESIT.closes_at, True)
    assert deadline(GENERAL, rules, Arrangement(), started_at=at, is_resit=True) == RESIT.closes_at
