"""Faster than the questions can be read.

《义务教育语文课程标准（2022年版）》 asks of the grades 7 to 9 a silent reading of at least 500 characters a minute.
Twice that for a whole paper, with nothing for thinking, is taken as the limit: a convention of ours, on the side of the
members.
"""

from collections.abc import Sequence

from quiz_app.exams.signals.protocol import Finding, Seen, Signal

PACE = 1000
FEWEST_ANSWERED = 5


def find(seen: Sequence[Seen]) -> list[Finding]:
    return [_finding(each) for each in seen if _too_fast(each)]


def _too_fast(each: Seen) -> bool:
    return each.answered >= FEWEST_ANSWERED and each.did_well and max(1, each.last_change) * PACE < each.reading * 60


def _finding(each: Seen) -> Finding:
    seconds = max(1, each.last_change)
    return Finding(
        str(each.attempt_id),
        (each.attempt_id,),
        f"{each.answered} 道题连选项共 {each.reading:,} 字，从开始到最后一次改答案 {seconds} 秒，"
        f"合每分钟 {each.reading * 60 // seconds:,} 字，得分率 {each.percent:.0f}%。只是读一遍，按每分钟 {PACE:,} 字"
        f"也要 {each.reading * 60 // PACE} 秒。",
    )


READING = Signal(
    "比读得还快",
    f"答过的题目和选项的字数，除以从开始到最后一次改答案的时间，超过每分钟 {PACE:,} 字：初中毕业默读要求（每分钟不少于"
    " 500 字）的两倍。得分不到一半的不列。",
    "题目练过、背熟了的人，看见开头就知道答案；先在纸上做好再填，也会这样。",
    find,
)
