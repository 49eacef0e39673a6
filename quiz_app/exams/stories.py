"""An attempt as the server saw it, told in order; each line with what it says and what it does not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quiz_app.exams.psychometrics.timing import spent
from quiz_app.exams.sheets import Sheet
from quiz_app.exams.visits import Kind, Visit, absences

BY_MEMBER, BY_DEADLINE = 1, 2
STARTED = "服务器记下的开始时刻，倒计时从这里算起。"
OPENED = "这个登录打开了答题页。刷新、断网重开、换一台设备都会再记一次。"
AWAY = "浏览器报告的：锁屏、来电、切换应用都算。不说明离开时做了什么，不离开页面也可能看着别的设备。"
TAKEN_OVER = "本人登录后点了“在这台设备继续”。换手机、换电脑是允许的。"
SAVED = "服务器最后一次收到这份答卷。断网时答案先留在设备上，所以可能比作答晚。"
BY_HAND = "本人点了交卷，服务器收到的时刻。"
BY_TIME = "时间到，由服务器收卷：之前保存的都算数。"
NOT_YET = "还没有交卷。"
UNKNOWN_DEVICE = "登录记录已清除"

PROVES = (
    "时刻都由服务器的钟记下，与设备的钟无关；每题的时刻是答案最后一次改变时服务器收到的时刻。",
    "每题用时是推算的：按答案改变的先后，把两次之间的时间算给后一题；回头改过的题，算到改的时候。",
)
DOES_NOT_PROVE = (
    "同一个地址不说明任何问题：一个办公室、一个食堂的无线网往往只有一个地址；手机的地址也会自己变。",
    "设备名称来自浏览器自己的说明，可以不准；两个人用同一种手机，名称就一样。",
    "离开页面只是浏览器的报告，可能漏记，也不知道人在看什么；没有记录不等于没有离开。",
    "这一页不打分、不扣分。任何处理都要由人判断，并听本人说明。",
)


@dataclass(frozen=True, slots=True)
class Device:
    """A sign-in that the attempt was seen from; `address` is shortened."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an attempt, in milliseconds by the server's clock; `devices` by the number of the sign-in;
    `takeovers` are (at, the sign-in that took over)."""

    started: int
    deadline: int
    saved: int | None
    submitted: int | None
    closed_by: int | None
    sheet: Sheet
    visits: Sequence[Visit] = ()
    takeovers: Sequence[tuple[int, int]] = ()
    devices: Mapping[int, Device] | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, `at` milliseconds after the start; `lasted` where it has a length."""

    at: int
    what: str
    says: str
    device: str = ""
    lasted: int | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """When an answer last changed and how long its question is estimated to have taken, in seconds."""

    no: int
    at: int
    took: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the bar: from where, how wide, in per cent of the time from the start to the end."""

    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Story:
    """`length` in milliseconds from the start to the end (of what is known); `away` the time away in all."""

    length: int
    lines: tuple[Line, ...]
    answers: tuple[Answered, ...]
    away: int
    absences: int
    answer_marks: tuple[Mark, ...]
    away_marks: tuple[Mark, ...]


def told(facts: Facts) -> Story:
    last_answer = max((response.seconds for response in facts.sheet.values()), default=0) * 1000
    seen = [visit.at - facts.started for visit in facts.visits]
    end = facts.submitted if facts.submitted is not None else facts.saved
    length = max([1000, last_answer, *seen] if end is None else [1000, end - facts.started])
    times = spent({no: response.seconds for no, response in facts.sheet.items()})
    answers = tuple(
        Answered(no, response.seconds, times.get(no, 0.0))
        for no, response in sorted(facts.sheet.items(), key=lambda each: (each[1].seconds, each[0]))
    )
    away = [
        (min(length, each.left - facts.started), min(length, (each.returned or facts.started + length) - facts.started))
        for each in absences(facts.visits)
        if each.left - facts.started < length
    ]
    return Story(
        length,
        tuple(sorted(_lines(facts, away), key=lambda line: line.at)),
        answers,
        away=sum(end - begin for begin, end in away),
        absences=len(away),
        answer_marks=tuple(
            Mark(_share(at * 1000, length), 0) for at in sorted({response.seconds for response in facts.sheet.values()})
        ),
        away_marks=tuple(Mark(_share(begin, length), _share(end - begin, length)) for begin, end in away),
    )


def clock(milliseconds: float) -> str:
    """`3:07`, or `1:02:07` from an hour on."""
    minutes, seconds = divmod(int(milliseconds) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _lines(facts: Facts, away: Sequence[tuple[int, int]]) -> list[Line]:
    known = facts.devices or {}

    def device(sign_in_id: int) -> str:
        return known[sign_in_id].name if sign_in_id in known else UNKNOWN_DEVICE

    lines = [Line(0, "开始作答", STARTED)]
    for visit in facts.visits:
        if visit.kind is Kind.OPENED:
            lines.append(Line(visit.at - facts.started, "打开答题页", OPENED, device(visit.sign_in_id)))
    for at, sign_in_id in facts.takeovers:
        lines.append(Line(at - facts.started, "换到另一台设备", TAKEN_OVER, device(sign_in_id)))
    lines += [Line(begin, "离开页面", AWAY, lasted=end - begin) for begin, end in away]
    if facts.saved is not None:
        lines.append(Line(facts.saved - facts.started, "最后一次保存", SAVED))
    if facts.submitted is None:
        return lines
    by_hand = facts.closed_by == BY_MEMBER
    return [*lines, Line(facts.submitted - facts.started, "交卷", BY_HAND if by_hand else BY_TIME)]


def _share(part: int, whole: int) -> float:
    return round(100 * min(max(part, 0), whole) / whole, 2)
