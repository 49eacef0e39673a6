"""A roster that was read, as compact bytes, until it is confirmed."""

import zlib
from collections.abc import Sequence
from datetime import date

import orjson

from quiz_app.members.roster.rows import RosterRow
from quiz_app.organizations.permissions import Role


def pack(rows: Sequence[RosterRow]) -> bytes:
    lines = [(r.row, r.number, r.name, r.unit, r.kind, r.joined_on, r.phone, r.role) for r in rows]
    return zlib.compress(orjson.dumps(lines))


def unpack(packed: bytes) -> list[RosterRow]:
    return [
        RosterRow(row, number, name, unit, kind, _day(joined_on), phone, Role(role) if role else None)
        for row, number, name, unit, kind, joined_on, phone, role in orjson.loads(zlib.decompress(packed))
    ]


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
