"""What is seen of the page of an open attempt: that it was opened, left, returned to; and how an address is shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

MOST = 200
"""Rows of one attempt; what comes after is not kept."""
MOST_AT_ONCE = 50
OLDEST = 12 * 60 * 60 * 1000
NETWORK_BITS = {4: 24, 6: 48}


class Kind(IntEnum):
    """The server saw the first by itself; of the other two it knows what the browser says."""

    OPENED = 1
    HIDDEN = 2
    SHOWN = 3


@dataclass(frozen=True, slots=True)
class Visit:
    """`at` in milliseconds, by the server's clock."""

    at: int
    kind: Kind
    sign_in_id: int


@dataclass(frozen=True, slots=True)
class Absence:
    """From when to when the browser says that the page was not in front, in milliseconds; None: it never said that it
    came back."""

    left: int
    returned: int | None


def absences(visits: Iterable[Visit]) -> list[Absence]:
    """Each time away. A second departure without a return is the same one; opening the page again is a return."""
    found: list[Absence] = []
    left: int | None = None
    for visit in sorted(visits, key=lambda each: each.at):
        if visit.kind is Kind.HIDDEN:
            left = visit.at if left is None else left
        elif left is not None:
            found.append(Absence(left, visit.at))
            left = None
    return found if left is None else [*found, Absence(left, None)]


def moment_of(ago: int, *, at: int, started: int) -> int:
    """When something happened that a browser reports `ago` milliseconds later, by a count that needs no right clock:
    never before the start and never after the report."""
    return max(started, at - min(max(0, ago), OLDEST))


def shortened(address: str) -> str:
    """The network alone: `10.20.30.*`, `2001:db8:1:*`; what is no address stays away."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    network = ip_network((found, NETWORK_BITS[found.version]), strict=False).network_address
    if isinstance(found, IPv4Address):
        return f"{str(network).rpartition('.')[0]}.*"
    return ":".join(part.lstrip("0") or "0" for part in network.exploded.split(":")[:3]) + ":*"
