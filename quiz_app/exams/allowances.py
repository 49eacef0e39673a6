"""Whether a member may have another attempt: asked here by whoever begins one, on a screen, on paper or assisted."""

from quiz_app.core.errors import Forbidden


def require_another(allowed: int | None, used: int) -> None:
    """`allowed` None: as often as one likes; `used` are all that were begun or are kept for paper."""
    if allowed is not None and used >= allowed:
        raise Forbidden(f"{allowed} 次机会已经用完。可以在“我的成绩”里查看结果。", code="no_attempts_left")
