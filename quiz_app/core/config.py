"""Settings, read once from the environment and refused when wrong."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

PREFIX = "QUIZ_APP_"
TESTS = PREFIX + "TEST_"
MOST_DAYS = 3650


class WrongSetting(ValueError):
    """A setting that the program cannot start with; the message says which and what it takes."""


@dataclass(frozen=True)
class Settings:
    """Everything that differs between two installations."""

    instance: Path
    database_url: str
    redis_url: str | None
    secret_key: bytes
    media: Path
    site_name: str
    secure_cookies: bool
    regulation_texts: Path | None
    traces_days: int
    address: str | None

    @classmethod
    def read(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read `QUIZ_APP_*`; what is missing gets the default of a laptop installation."""
        given = os.environ if environ is None else environ
        known = {PREFIX + name for name in _NAMES}
        unknown = sorted(
            name for name in given if name.startswith(PREFIX) and name not in known and not name.startswith(TESTS)
        )
        if unknown:
            raise WrongSetting(f"不认识的设置 {unknown[0]}，可用的有 {'、'.join(sorted(known))}")
        instance = Path(given.get(PREFIX + "INSTANCE", "instance")).resolve()
        return cls(
            instance=instance,
            database_url=_database_url(given, instance),
            redis_url=given.get(PREFIX + "REDIS_URL") or None,
            secret_key=_secret_key(given, instance),
            media=Path(given.get(PREFIX + "MEDIA", instance / "media")).resolve(),
            site_name=given.get(PREFIX + "SITE_NAME", "以赛促学"),
            secure_cookies=_flag(given, "SECURE_COOKIES", default=False),
            regulation_texts=_folder(given, "REGULATION_TEXTS"),
            traces_days=_days(given, "TRACES_DAYS", default=180),
            address=_address(given, "ADDRESS"),
        )

    @property
    def traces_kept(self) -> timedelta:
        """How long after an exam has closed the traces of its attempts and the signals are kept."""
        return timedelta(days=self.traces_days)

    @property
    def held(self) -> Path:
        """Where files wait for a yes or for a job: beside the media, which all servers of a site share."""
        return self.media / "held"


_NAMES = (
    "INSTANCE",
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "MEDIA",
    "SITE_NAME",
    "SECURE_COOKIES",
    "REGULATION_TEXTS",
    "TRACES_DAYS",
    "ADDRESS",
)


def _database_url(given: Mapping[str, str], instance: Path) -> str:
    url = given.get(PREFIX + "DATABASE_URL") or f"sqlite:///{instance / 'quiz.db'}"
    if url.startswith("sqlite:"):
        return url
    if url.startswith(("postgresql:", "postgres:")):
        return "postgresql+psycopg:" + url.partition(":")[2]
    if url.startswith("postgresql+psycopg:"):
        return url
    raise WrongSetting(f"{PREFIX}DATABASE_URL 只接受 sqlite:///… 或 postgresql://…")


def _secret_key(given: Mapping[str, str], instance: Path) -> bytes:
    text = given.get(PREFIX + "SECRET_KEY")
    if text is None:
        return _kept_secret(instance / "secret-key")
    if len(text) < 32:
        raise WrongSetting(f"{PREFIX}SECRET_KEY 至少 32 个字符，例如 {secrets.token_urlsafe(32)}")
    return text.encode()


def _kept_secret(path: Path) -> bytes:
    """A laptop installation keeps a key of its own beside its database, so that a restart signs nobody out."""
    if path.exists():
        return path.read_bytes()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = secrets.token_urlsafe(48).encode()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)
    return key


def _folder(given: Mapping[str, str], name: str) -> Path | None:
    text = given.get(PREFIX + name)
    if text and not Path(text).is_dir():
        raise WrongSetting(f"{PREFIX}{name} 写一个已有的文件夹，现在是 {text!r}")
    return Path(text).resolve() if text else None


def _address(given: Mapping[str, str], name: str) -> str | None:
    """Where the site is found from outside, without a slash at the end."""
    text = given.get(PREFIX + name)
    if text and not re.fullmatch(r"https?://[^\s/?#@]+", text.rstrip("/")):
        raise WrongSetting(f"{PREFIX}{name} 写网站的地址，如 https://quiz.example.cn，现在是 {text!r}")
    return text.rstrip("/") if text else None


def _days(given: Mapping[str, str], name: str, *, default: int) -> int:
    text = given.get(PREFIX + name)
    if text is None:
        return default
    if text.isdecimal() and 1 <= int(text) <= MOST_DAYS:
        return int(text)
    raise WrongSetting(f"{PREFIX}{name} 写天数，1 到 {MOST_DAYS}，现在是 {text!r}")


def _flag(given: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = given.get(PREFIX + name)
    if text is None:
        return default
    if text.lower() in ("1", "true", "yes", "on"):
        return True
    if text.lower() in ("0", "false", "no", "off"):
        return False
    raise WrongSetting(f"{PREFIX}{name} 写 1 或 0，现在是 {text!r}")
