"""The kinds of units, from the province down, and which may stand under which."""

PROVINCE = "province"
CITY = "city"
COUNTY = "county"
COMMITTEE = "grassroots_committee"
GENERAL_BRANCH = "general_branch"
BRANCH = "party_branch"
GROUP = "party_group"

LABELS = {
    PROVINCE: "省级党组织",
    CITY: "市级党组织",
    COUNTY: "县级党组织",
    COMMITTEE: "基层党委",
    GENERAL_BRANCH: "党总支",
    BRANCH: "党支部",
    GROUP: "党小组",
}
ORDER = tuple(LABELS)


def may_stand_under(kind: str, parent_kind: str) -> bool:
    """A unit stands under any higher kind; a committee may also stand under a committee."""
    if kind == parent_kind:
        return kind == COMMITTEE
    return ORDER.index(parent_kind) < ORDER.index(kind)
