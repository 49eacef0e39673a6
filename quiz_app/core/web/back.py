"""The page that led to this one, where it is a page of this site."""

from urllib.parse import urlsplit

from flask import request


def page_before() -> str | None:
    """The path of the referrer with its query; None for another site, or for what no browser of ours sends."""
    try:
        came_from = urlsplit(request.referrer or "")
    except ValueError:
        return None
    path = came_from.path + (f"?{came_from.query}" if came_from.query else "")
    is_ours = came_from.netloc == request.host and path.startswith("/") and not path.startswith("//")
    return path if is_ours and path.isprintable() and "\\" not in path else None
