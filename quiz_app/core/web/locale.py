"""Chinese first, English second; times as they are in Shanghai."""

from datetime import datetime

from flask import Flask, g, request
from flask_babel import Babel, get_locale, gettext, ngettext

from quiz_app.core.calendar import local

LOCALES = ("zh_CN", "en")
COOKIE = "language"
BETWEEN = " · "
KEPT_BEFORE = "\N{NO-BREAK SPACE}· "
SHORT = 16


def install(app: Flask) -> None:
    Babel(app, default_locale="zh_CN", default_timezone="Asia/Shanghai", locale_selector=_locale)
    app.jinja_env.install_gettext_callables(gettext=_text, ngettext=ngettext, newstyle=True)  # ty: ignore[missing-attribute]
    app.jinja_env.filters["clock_time"] = clock_time
    app.jinja_env.filters["day"] = day
    app.jinja_env.filters["moment"] = moment
    app.jinja_env.filters["unbroken"] = unbroken


def clock_time(instant: datetime) -> str:
    """`14:32`"""
    return local(instant).strftime("%H:%M")


def day(instant: datetime) -> str:
    """`2026年11月23日`"""
    here = local(instant)
    return f"{here.year}年{here.month}月{here.day}日"


def moment(instant: datetime) -> str:
    """`11月23日 14:32`"""
    here = local(instant)
    return f"{here.month}月{here.day}日 {here:%H:%M}"


def unbroken(line: str) -> str:
    """A line of parts joined by ` · `, whose short parts do not break: `约 9 分钟` stands on one line or the next."""
    parts = str(line).split(BETWEEN)
    return KEPT_BEFORE.join(part.replace(" ", "\N{NO-BREAK SPACE}") if len(part) <= SHORT else part for part in parts)


def _text(words: str) -> str:
    """Pages are written in the first language: to ask a catalogue for each of their texts takes a tenth of a page."""
    if "is_first_language" not in g:
        g.is_first_language = str(get_locale()) == LOCALES[0]
    return words if g.is_first_language else gettext(words)


def _locale() -> str:
    chosen = request.cookies.get(COOKIE)
    return chosen if chosen in LOCALES else LOCALES[0]
