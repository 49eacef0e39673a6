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
HOMES = (BRANCH, GROUP)
"""What a member's affiliation may pass to."""


def may_stand_under(kind: str, parent_kind: str) -> bool:
    """A unit stands under any higher kind; a committee may also stand under a committee."""
    if kind == parent_kind:
        return kind == COMMITTEE
    return ORDER.index(parent_kind) < ORDER.index(kind)


def kinds_under(parent_kind: str) -> tuple[str, ...]:
    """The kinds that may stand under a unit of `parent_kind`, from the top down."""
    return tuple(kind for kind in ORDER if may_stand_under(kind, parent_kind))


def kinds_above(kind: str) -> tuple[str, ...]:
    """The kinds that a unit of `kind` may stand under."""
    return tuple(parent for parent in ORDER if may_stand_under(kind, parent))
