"""What a unit may be called. Names stand in rosters as paths joined by `/`, so that sign has no place in one."""

import unicodedata

LONGEST = 120


def tidy(name: str) -> str:
    """The name with full-width signs made plain and no blanks around it."""
    return " ".join(unicodedata.normalize("NFKC", name).split())


def problem(name: str) -> str | None:
    """What is wrong with a tidy name, as a sentence, or None."""
    if not name:
        return "请填写单位名称。"
    if len(name) > LONGEST:
        return f"单位名称最多 {LONGEST} 个字，请用规范简称。"
    if "/" in name or not name.isprintable():
        return "单位名称里不能有“/”或不可见字符，请去掉后再保存。"
    return None
