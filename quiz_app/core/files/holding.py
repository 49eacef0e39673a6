"""Files that wait for their sender's yes, so that nobody has to choose them again: each for a day at most."""

import os
import re
from datetime import datetime, timedelta
from pathlib import Path

from quiz_app.core.errors import NotFound
from quiz_app.core.files.media import digest_of, write_whole

KEPT = timedelta(days=1)

_DIGEST = re.compile(r"[0-9a-f]{64}")


class Holding:
    """A folder in which only the one who sent a file finds it again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def hold(self, owner: int, content: bytes, *, at: datetime) -> str:
        """The name under which `owner` finds the file again. What was held for more than a day goes."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._sweep(at)
        name = digest_of(content)
        path = self._path(owner, name)
        write_whole(path, content)
        os.utime(path, (at.timestamp(), at.timestamp()))
        return name

    def read(self, owner: int, name: str) -> bytes:
        if not _DIGEST.fullmatch(name) or not self._path(owner, name).is_file():
            raise NotFound("这个文件已经不在了：上传后一天内没有确认。请重新上传。")
        return self._path(owner, name).read_bytes()

    def release(self, owner: int, name: str) -> None:
        """The file is wanted no longer."""
        self._path(owner, name).unlink(missing_ok=True)

    def _path(self, owner: int, name: str) -> Path:
        return self._folder / f"{owner}-{name}"

    def _sweep(self, at: datetime) -> None:
        for path in self._folder.iterdir():
            if path.stat().st_mtime < (at - KEPT).timestamp():
                path.unlink(missing_ok=True)
