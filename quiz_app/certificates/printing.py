"""Certificates as they are printed: plain values for `certificate.typ`, each text as data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

import segno

from quiz_app.certificates.kinds import LABELS
from quiz_app.core.calendar import local

TEMPLATE = Path(__file__).with_name("certificate.typ")
LONGEST_FILE_NAME = 40

_FORBIDDEN = frozenset('\\/:*?"<>|')
_INK = "#1f1b18"


@dataclass(frozen=True, slots=True)
class Printed:
    """What is printed on a certificate."""

    number: str
    kind: str
    name: str
    unit_name: str
    title: str
    text: str
    issuer: str
    issued_at: datetime


def content(printed: Printed, address: str) -> Mapping[str, object]:
    """What the template sets; `address` is that of the site, for the code that leads to the page of the number."""
    label = LABELS[printed.kind]
    day = local(printed.issued_at)
    return {
        "title": f"{label} {printed.name} {printed.number}",
        "heading": "　".join(label),
        "subtitle": printed.title,
        "name": printed.name,
        "unit": printed.unit_name,
        "text": printed.text,
        "issuers": printed.issuer.split(),
        "date": f"{day.year}年{day.month}月{day.day}日",
        "number": printed.number,
        "code": code(check_address(address, printed.number)),
        "code_words": f"二维码：核验编号 {printed.number}",
        "check_words": f"扫描二维码，或在 {address.partition('://')[2]}/check 输入编号核验",
    }


def check_address(address: str, number: str) -> str:
    return f"{address}/check/{number}"


def code(words: str) -> str:
    """A QR code of medium correction as SVG, without its quiet zone: what stands around it is white."""
    target = BytesIO()
    segno.make(words, error="m", micro=False).save(target, kind="svg", border=0, dark=_INK, xmldecl=False)
    return target.getvalue().decode()


def file_name(printed: Printed) -> str:
    """`安然-2026-0012-000345-7K3F-9QXA.pdf`: no two are the same, and none leads out of its folder."""
    kept = (sign for sign in printed.name if sign.isprintable() and sign not in _FORBIDDEN)
    return f"{''.join(kept).strip(' .')[:LONGEST_FILE_NAME] or '证书'}-{printed.number}.pdf"


def listed(all_of_them: Iterable[Printed]) -> list[tuple[str, ...]]:
    """The rows of a list: what `COLUMNS` names."""
    return [
        (each.number, LABELS[each.kind], each.title, each.name, each.unit_name, each.issuer, file_name(each))
        for each in all_of_them
    ]


COLUMNS = ("编号", "种类", "标题", "姓名或单位", "所在单位", "颁发单位", "文件")
