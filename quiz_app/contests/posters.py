"""A contest on paper, and the code that leads to its page: plain values for `poster.typ`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

import segno

from quiz_app.core.calendar import local

TEMPLATE = Path(__file__).with_name("poster.typ")
INK = "#1f1b18"
MOST_STAGES = 6


@dataclass(frozen=True, slots=True)
class PosterStage:
    """`opens_at` is None for a stage on site or without a time yet."""

    kind: str
    title: str
    opens_at: datetime | None
    closes_at: datetime | None
    note: str


def content(
    title: str,
    unit: str,
    opens_at: datetime,
    closes_at: datetime,
    stages: Sequence[PosterStage],
    address: str,
    site: str,
) -> Mapping[str, object]:
    """What the template sets; `address` is that of the contest's page."""
    return {
        "title": title,
        "unit": unit,
        "when": between(opens_at, closes_at),
        "stages": [
            {
                "kind": each.kind,
                "title": each.title if each.title != each.kind else "",
                "when": between(each.opens_at, each.closes_at) if each.opens_at and each.closes_at else "时间另行通知",
                "note": each.note,
            }
            for each in stages[:MOST_STAGES]
        ],
        "code": code(address),
        "code_words": f"二维码：{title}",
        "address": address.partition("://")[2],
        "site": site,
    }


def between(opens_at: datetime, closes_at: datetime) -> str:
    """`11月23日 9:00 至 21:00`, `11月23日 9:00 至 12月5日 21:00`."""
    begins, ends = local(opens_at), local(closes_at)
    first = f"{begins.month}月{begins.day}日 {begins.hour}:{begins:%M}"
    last = f"{ends.hour}:{ends:%M}"
    return f"{first} 至 {last}" if begins.date() == ends.date() else f"{first} 至 {ends.month}月{ends.day}日 {last}"


def code(words: str) -> str:
    """A QR code of medium correction as SVG, without its quiet zone: what stands around it is white."""
    target = BytesIO()
    segno.make(words, error="m", micro=False).save(target, kind="svg", border=0, dark=INK, xmldecl=False)
    return target.getvalue().decode()


def code_picture(words: str) -> str:
    """The same as the address of a picture for a page, with its quiet zone."""
    return segno.make(words, error="m", micro=False).svg_data_uri(border=4, dark=INK, light="#ffffff")
