"""What the types with several independent parts share: how many are right, and what that is worth."""

from fractions import Fraction

from quiz_app.banks.types.protocol import ALL, HALF, NOTHING, CreditRule


def share(right: int, wrong: int, parts: int, rule: str) -> Fraction:
    """The share earned by r right and w wrong parts out of k; a part that is left open is neither.

    Any rule: 1 if r = k. none: else 0. half: 1/2 if r > 0 and w = 0, the others being left open. proportional: r / k,
    since a wrong part says nothing about the others.
    """
    if right == parts:
        return ALL
    if rule == CreditRule.HALF:
        return HALF if right and not wrong else NOTHING
    return Fraction(right, parts) if rule == CreditRule.PROPORTIONAL else NOTHING
