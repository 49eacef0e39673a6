"""The pictures of one question as they are met in its texts."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from quiz_app.banks.formats.findings import Findings
from quiz_app.banks.formats.markdown_texts import one_line, picture_name, pictured, short
from quiz_app.banks.formats.protocol import Item, Picture
from quiz_app.core.files import kinds

_INLINE = re.compile(r"data:[\w/+.-]*;base64,(?P<code>[A-Za-z0-9+/=\s%]*)")
_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".webp")
_ELSEWHERE = re.compile(r"(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)


@dataclass
class Gallery:
    """Pictures are kept under a safe name each; what is no picture that is taken is named in the findings."""

    findings: Findings
    kept: dict[str, bytes] = field(default_factory=dict)

    def shown(self, source: str, words: str, files: Mapping[str, bytes]) -> str:
        """The Markdown for an image whose source is a data URL or the name of one of `files`."""
        name = self._name(source, files)
        words = one_line(words)
        return f"![{words}](images/{name})" if name else f"［图片：{words}］"

    @property
    def pictures(self) -> tuple[Picture, ...]:
        return tuple(Picture(name, self.kept[name]) for name in sorted(self.kept))

    def _name(self, source: str, files: Mapping[str, bytes]) -> str | None:
        inline = _INLINE.match(source)
        if inline:
            return self._keep("image", decoded_base64(unquote(inline["code"])))
        data = files.get(source, files.get(unquote(source)))
        if data is not None:
            return self._keep(unquote(source) if source not in files else source, data)
        where = "文件以外的图片" if _ELSEWHERE.match(source) else "文件里没有的图片"
        self.findings.miss(f"{where}“{short(source)}”")
        return None

    def _keep(self, wanted: str, data: bytes) -> str | None:
        kind = kinds.picture(data)
        if kind is None:
            self.findings.miss(f"不是 PNG、JPEG、GIF、WebP 的图片“{short(wanted)}”")
            return None
        plain = picture_name(wanted if wanted.lower().endswith(_ENDINGS) else wanted + kind.ending, ())
        same = next((name for name, known in self.kept.items() if known == data and name == plain), None)
        name = same or picture_name(plain, self.kept)
        self.kept[name] = data
        return name


def decoded_base64(text: str) -> bytes:
    """What base64 says, nothing for what is none."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""


def travelling(item: Item) -> tuple[Picture, ...]:
    """The pictures that go with an item, by name: shown in its texts, of a kind that is taken, safely named."""
    texts = (item.stem, *item.options, *item.prompts, item.explanation, *item.feedback)
    wanted = pictured(texts)
    fit = {
        picture.name: picture
        for picture in reversed(item.pictures)
        if picture.name in wanted
        and picture.name.lower().endswith(_ENDINGS)
        and picture_name(picture.name, ()) == picture.name
        if kinds.picture(picture.data)
    }
    return tuple(fit[name] for name in sorted(fit))
