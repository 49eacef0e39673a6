"""Files that pages show, kept in one folder under the digest of their content: what is kept never changes."""

import os
import tempfile
from hashlib import blake2b
from pathlib import Path

from quiz_app.core.errors import NotFound


class Media:
    """The media folder. Keeping the same content twice keeps it once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def part(self, name: str) -> "Media":
        """A folder inside, of a room that keeps and forgets there by itself."""
        return Media(self._folder / name)

    def keep(self, content: bytes) -> str:
        """The digest under which `content` is kept, durably, from now on."""
        digest = digest_of(content)
        path = self._path(digest)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, content)
        return digest

    def read(self, digest: str) -> bytes:
        path = self._path(digest)
        if not path.exists():
            raise NotFound("这个文件不在媒体文件夹里，可能恢复备份时漏掉了。请联系管理员。")
        return path.read_bytes()

    def forget(self, digest: str) -> None:
        """Nobody asks for this content any more; nothing happens where it is not kept."""
        self._path(digest).unlink(missing_ok=True)

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest


def digest_of(content: bytes) -> str:
    """64 hex digits."""
    return blake2b(content, digest_size=32).hexdigest()


def write_whole(path: Path, content: bytes) -> None:
    """Under its name stands either all of the content or nothing, also after a power cut."""
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)
