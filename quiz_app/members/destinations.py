"""Where to go after signing in: a page of this site and nowhere else."""


def local(wanted: str | None) -> str:
    """`wanted` when it is a path on this site, `/` for anything else.

    Browsers read `\\` as `/` and skip tabs and newlines, so `/\\example.org` would leave the site.
    """
    if not wanted or not wanted.startswith("/") or wanted.startswith("//"):
        return "/"
    if "\\" in wanted or not wanted.isprintable() or len(wanted) > 1000:
        return "/"
    return wanted
