"""Who a certificate is made out to."""

from dataclasses import dataclass

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Holder:
    """A member or a unit, by one of the two ids, with the names as they are to be printed.

    `unit_name` is printed below the name of a member; a unit has its own name alone.
    """

    name: str
    unit_name: str = ""
    member_id: int | None = None
    unit_id: int | None = None

    def __post_init__(self) -> None:
        if (self.member_id is None) == (self.unit_id is None):
            raise ValueError("a holder is a member or a unit, and not both")

    @property
    def key(self) -> tuple[int, int]:
        """(member id, unit id), 0 for the one that it has not."""
        return (self.member_id or 0, self.unit_id or 0)


@dataclass(frozen=True, slots=True)
class MadeOut:
    """What of a certificate may read otherwise when it is reissued: names and text as they are to be printed."""

    name: str
    unit_name: str
    text: str
