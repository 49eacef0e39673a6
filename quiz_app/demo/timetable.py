"""Which exams the demo province held within the year, holds now and is about to hold. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from quiz_app.boards import periods
from quiz_app.core.calendar import ZONE, local
from quiz_app.demo.places import Place, Tree
from quiz_app.exams.actions.publishing import ExamDraft
from quiz_app.exams.blueprints import Blueprint, Cell
from quiz_app.exams.reviews import PRESETS

_OPENS, _CLOSES = time(9), time(22)
_WINDOW = (10, 20)  # days of the month
_LARGE = (
    ("single_choice", 25, 200),
    ("multiple_choice", 10, 200),
    ("true_false", 10, 200),
    ("fill_blank", 5, 200),
)
_SMALL = (
    ("single_choice", 10, 500),
    ("multiple_choice", 4, 500),
    ("true_false", 4, 500),
    ("fill_blank", 2, 500),
)


@dataclass(frozen=True, slots=True)
class Planned:
    """An exam of a unit, with how much of the members' zeal it finds."""

    unit: Place
    draft: ExamDraft
    turnout: float


def timetable(tree: Tree, county: Place, banks: Sequence[int], *, now: datetime) -> list[Planned]:
    """In order of opening: past ones by quarter for the province and by month for each city, then those of today.

    `banks` (ids) take turns as the subject of a city's month; `county` has an exam of its own under way.
    """
    past = [each for month in _months(now) for each in _past(tree, banks, month)]
    closed = [each for each in past if each.draft.closes_at is not None and each.draft.closes_at < now]
    return [*closed, *_present(tree, county, banks, now)]


def _months(now: datetime) -> list[datetime]:
    """The first instant of each of the last twelve months that began within the year, and of this one."""
    found, month = [], periods.containing("month", now)
    for _ in range(12):
        found.append(month.starts_at)
        month = periods.before(month)
    return found[::-1]


def _past(tree: Tree, banks: Sequence[int], month: datetime) -> Iterator[Planned]:
    here = local(month)
    opens_at, closes_at = (_at(month, day - 1, hour) for day, hour in zip(_WINDOW, (_OPENS, _CLOSES), strict=True))
    if here.month % 3 == 0:
        title = f"{here.year}年第{here.month // 3}季度全省党员应知应会测试"
        draft = _draft(title, _LARGE, minutes=45, attempts=2, opens_at=opens_at, closes_at=closes_at)
        yield Planned(tree.province, draft, 0.95)
        return
    subject = (banks[here.month % len(banks)],)
    for city in tree.cities:
        title = f"{city.name}{here.month}月党务知识月测"
        draft = _draft(title, _SMALL, minutes=20, attempts=2, banks=subject, opens_at=opens_at, closes_at=closes_at)
        yield Planned(city, draft, 0.85)


def _present(tree: Tree, county: Place, banks: Sequence[int], now: datetime) -> Iterator[Planned]:
    yield Planned(
        tree.province,
        _draft(
            "全省党支部工作知识测试",
            _LARGE,
            minutes=30,
            attempts=3,
            opens_at=_at(now, -4, _OPENS),
            closes_at=_at(now, 10, _CLOSES),
            banks=tuple(banks[:4]),
            description="面向全省党员。题目从四个题库里随机抽取，每个人、每一次都不同；答案和解析在考试结束后公布。",
        ),
        0.45,
    )
    yield Planned(
        county,
        _draft(
            f"{county.name}基层组织建设知识测验",
            _SMALL,
            minutes=20,
            attempts=1,
            banks=(banks[1 % len(banks)],),
            opens_at=_at(now, -2, _OPENS),
            closes_at=_at(now, 5, _CLOSES),
            description="只有一次机会。成绩交卷后就能看到，答案和解析在测验结束后公布。",
        ),
        0.5,
    )
    city = tree.cities[0]
    yield Planned(
        city,
        _draft(
            f"{city.name}组织生活制度专题测试",
            _SMALL,
            minutes=20,
            attempts=2,
            banks=(banks[-1],),
            opens_at=_at(now, 6, _OPENS),
            closes_at=_at(now, 13, _CLOSES),
        ),
        0.0,
    )


def _at(start: datetime, days: int, hour: time) -> datetime:
    """An hour of Shanghai on the day that lies `days` after that of `start`."""
    day = local(start).date() + timedelta(days=days)
    return datetime.combine(day, hour, ZONE)


def _draft(
    title: str,
    quotas: Sequence[tuple[str, int, int]],
    *,
    minutes: int,
    attempts: int,
    opens_at: datetime,
    closes_at: datetime,
    banks: tuple[int, ...] = (),
    description: str = "",
) -> ExamDraft:
    cells = tuple(Cell(count, points, type=kind) for kind, count, points in quotas)
    return ExamDraft(
        title=title,
        description=description,
        opens_at=opens_at,
        closes_at=closes_at,
        minutes=minutes,
        attempts_allowed=attempts,
        pass_percent=60,
        credit_rule="half",
        review=PRESETS["after_close"],
        blueprint=Blueprint(cells, banks),
    )
