"""Names as they are shown outside one's own branch."""

MOST_STARS = 2


def mask(name: str) -> str:
    """`张*三` for 张小三, `王*` for 王伟, `欧**娜` for 欧阳娜娜: two stars at most, whatever the length."""
    if len(name) < 2:
        return "*" * len(name)
    if len(name) == 2:
        return f"{name[0]}*"
    stars = min(len(name) - 2, MOST_STARS)
    return f"{name[0]}{'*' * stars}{name[-1]}"
