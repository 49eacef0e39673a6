"""Lists page by cursor: an opaque word that says after which row the next page begins."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from quiz_app.core.errors import Invalid


def pack(*values: int) -> str:
    """The cursor after a row whose sort keys are `values`."""
    return urlsafe_b64encode(",".join(map(str, values)).encode()).rstrip(b"=").decode()


def unpack(word: str | None, size: int) -> tuple[int, ...] | None:
    """The `size` sort keys in a cursor, None for no cursor; a damaged cursor is refused."""
    if not word:
        return None
    try:
        values = tuple(int(part) for part in urlsafe_b64decode(word + "=" * (-len(word) % 4)).decode().split(","))
    except ValueError:
        values = ()
    if len(values) != size:
        raise Invalid("这一页的位置已经失效，请从第一页重新开始。", fields={"after": "无效"})
    return values
