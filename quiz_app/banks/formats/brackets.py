"""Answers that papers write into the brackets of a stem: 党的根本宗旨是（ B ）。"""

import re

EMPTY = "（　　）"

_ANSWER = r"[A-HＡ-Ｈ](?:[ 　]{0,3}[、,，]?[ 　]{0,3}[A-HＡ-Ｈ]){0,7}|[√×✓✔✗✘对错]|正确|错误"
_BRACKET = re.compile(
    rf"(?P<open>[（(][ 　]{{0,12}})(?P<marks>\\{{0,9}})(?P<answer>{_ANSWER})(?P<close>[ 　]{{0,12}}[）)])"
)
_EMPTY = re.compile(r"[（(][ 　]{0,40}[）)]")
_RUN = re.compile(r"_{2,}")
BLANK = "____"


def taken_out(stem: str) -> tuple[str, str]:
    """The stem with empty brackets, and the answer that stood in them; "" where there is none, or more than one."""
    found = [match for match in _BRACKET.finditer(stem) if not match["marks"]]
    if len(found) != 1:
        return stem, ""
    start, end = found[0].span()
    return stem[:start] + EMPTY + stem[end:], found[0]["answer"]


def kept(stem: str) -> str:
    """The stem with a backslash before each bracketed text that would be taken for the answer."""
    return _BRACKET.sub(r"\g<open>\\\g<marks>\g<answer>\g<close>", stem)


def restored(stem: str) -> str:
    """The opposite of `kept`."""
    return _BRACKET.sub(lambda m: m["open"] + m["marks"][1:] + m["answer"] + m["close"], stem)


def with_blanks(stem: str, answers: int) -> str:
    """The stem of a fill-in with every blank as four underscores: runs of them of any length, or, where there are
    none, as many empty brackets as there are answers."""
    if _RUN.search(stem):
        return _RUN.sub(BLANK, stem)
    return _EMPTY.sub(BLANK, stem) if len(_EMPTY.findall(stem)) == answers else stem


def blanks_in(stem: str) -> int:
    return len(_RUN.findall(stem)) or len(_EMPTY.findall(stem))
