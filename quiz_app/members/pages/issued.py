"""A batch of initial passwords, held for some minutes in the page session of whoever had them made.

So the page that hands them out may be opened again; the batch alone, without the site's key, gives nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import session as browser

from quiz_app.core.db import from_milliseconds, to_milliseconds
from quiz_app.core.errors import NotFound
from quiz_app.organizations.actors import Actor

KEPT = timedelta(minutes=15)
NAME = "issued"
GONE = "这一批初始密码已经过了取用的时间。还没有发到本人手里的，请重新生成。"


@dataclass(frozen=True, slots=True)
class Held:
    """`told` is what the result page says: numbers by name."""

    batch: bytes
    until: datetime
    told: Mapping[str, int]


def hold(who: Actor, batch: bytes, told: Mapping[str, int], *, at: datetime) -> None:
    """Keep the batch of what `who` just did; it takes the place of an earlier one."""
    until = to_milliseconds(at + KEPT)
    browser[NAME] = {"by": who.member_id, "batch": batch.hex(), "until": until, "told": dict(told)}


def held(who: Actor, *, at: datetime) -> Held:
    """What `hold` kept for `who`, while it may still be had."""
    found = browser.get(NAME)
    if not found or found["by"] != who.member_id or found["until"] <= to_milliseconds(at):
        browser.pop(NAME, None)
        raise NotFound(GONE)
    return Held(bytes.fromhex(found["batch"]), from_milliseconds(found["until"]), found["told"])
