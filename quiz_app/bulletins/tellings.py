"""What is said about a bulletin to those whom the contest concerns: (kind of notice, title, body)."""

from collections import defaultdict
from collections.abc import Mapping, Set

from quiz_app.notices.kinds import ANNOUNCEMENT, AWARD, CORRECTION, LONGEST_TITLE

Telling = tuple[str, str, str]
Awards = Set[tuple[str, int]]
"""Awards of members, as (code, member id)."""


def published(contest: str, title: str, version: int) -> Telling:
    """To all: the first version, or another that takes the place of the one before."""
    if version == 1:
        body = f"“{contest}”的通报发布了：参赛情况、名次和获奖名单都在通报里。"
        return ANNOUNCEMENT, title[:LONGEST_TITLE], body
    body = (
        f"“{contest}”的通报有了第 {version} 版，代替第 {version - 1} 版。请以新的一版为准，已经转发、打印的请换下来。"
    )
    return CORRECTION, f"通报更新为第 {version} 版：{title}"[:LONGEST_TITLE], body


def withdrawn(contest: str, title: str, reason: str) -> Telling:
    """To all: there is none for the time being."""
    body = f"“{contest}”的通报撤回了，请不要再转发、引用。理由：{reason}"
    return CORRECTION, f"通报已撤回：{title}"[:LONGEST_TITLE], body


def to_winners(contest: str, titles: Mapping[str, str], now: Awards, before: Awards) -> dict[Telling, list[int]]:
    """To each member whose awards are others than those of the version before: what was gained, what was lost. Who has
    the same awards reads the same words, as one notice."""
    found: dict[Telling, list[int]] = defaultdict(list)
    for member_id, codes in _by_member(now - before).items():
        body = f"你在“{contest}”中获得{_named(codes, titles)}，通报里有名单。证书在“我的证书”里下载。"
        found[AWARD, f"你获得了{_named(codes, titles)}"[:LONGEST_TITLE], body].append(member_id)
    for member_id, codes in _by_member(before - now).items():
        body = f"“{contest}”的新一版通报里，你不再是{_named(codes, titles)}的获得者。有疑问请向竞赛的组织者询问。"
        found[CORRECTION, "通报里你的奖项有变动", body].append(member_id)
    return dict(found)


def _by_member(awards: Awards) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for code, member_id in sorted(awards):
        found[member_id].append(code)
    return found


def _named(codes: list[str], titles: Mapping[str, str]) -> str:
    """By the titles, in the order of the rules."""
    order = list(titles)
    known = sorted((each for each in codes if each in titles), key=order.index)
    return "、".join(f"“{titles[each]}”" for each in known) or "奖项"
