"""The four content areas (四方面内容) that banks and courses belong to."""

from collections.abc import Mapping

AREAS: Mapping[str, str] = {
    "party_basics": "党的基础知识",
    "grassroots_organizations": "党的基层组织",
    "branch_daily_work": "党支部日常工作",
    "key_work": "党建部门重点工作",
}


def area_of(label: str) -> str | None:
    """The code of the area that is labelled so."""
    return next((code for code, known in AREAS.items() if known == label.strip()), None)
