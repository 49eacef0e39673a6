"""Which files may be pictures of a question, and what they are called."""

import re
from collections.abc import Collection

from quiz_app.banks.formats.markdown_texts import picture_name
from quiz_app.core.files import kinds
from quiz_app.core.files.dimensions import dimensions

MOST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 4000
MOST_PICTURES = 20
ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".webp")

_DRAWING = re.compile(rb"<svg[\s>]", re.IGNORECASE)
_RUNS = re.compile(r"__+")  # a run of underscores would be taken for a blank of the stem


def unfit(data: bytes) -> str:
    """Why the content can be no picture of a question, as the rest of a Chinese sentence; "" if it can."""
    if kinds.picture(data) is None:
        if _DRAWING.search(data[:4096]):
            return "是 SVG，里面可以藏脚本，不能用：请另存为 PNG 再上传。"
        return "不是 PNG、JPEG、GIF 或 WebP 图片：请换成这几种之一。"
    if len(data) > MOST_BYTES:
        return f"有 {len(data) / 1024 / 1024:.1f} MB，超过 {MOST_BYTES // 1024 // 1024} MB：请缩小后再上传。"
    size = dimensions(data)
    if size is None:
        return "已损坏，读不出大小：请重新保存一次再上传。"
    if max(size) > MOST_PIXELS:
        return f"有 {size[0]}×{size[1]} 像素，每边最多 {MOST_PIXELS}：请缩小后再上传。"
    return ""


def safe_name(wanted: str, data: bytes, taken: Collection[str]) -> str:
    """A name that Markdown and paths can hold, with an ending of its kind, and not yet taken."""
    kind = kinds.picture(data)
    ending = kind.ending if kind else ""
    plain = _RUNS.sub("-", wanted.strip())
    return picture_name(plain if plain.lower().endswith(ENDINGS) else plain + ending, taken)
