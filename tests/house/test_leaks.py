"""What is published says nothing of the machine it was made on, and fetches from wherever its user tells it to."""

import re
from collections.abc import Iterator

from tests.house.source import ROOT, files, teach, text_of

NOT_KEPT = re.compile(r"(^|/)(node_modules|static/dist|dist|build|instance|\.venv)/|\.(min\.js|min\.css|whl|db|pyc)$")
REGISTRIES = re.compile(
    r"\b(?:pypi\.org|pythonhosted\.org|registry\.npmjs\.org|npmmirror\.com|registry\.yarnpkg\.com|tuna\.tsinghua\.edu)",
)
MACHINE_PATHS = re.compile(r"(?<![\w.:/-])/(?:home|root|Users|work|workspace|opt)/[\w.-]+")
OWN_RULES = "tests/house/test_leaks.py"


def test_nothing_that_can_be_built_or_downloaded_is_kept() -> None:
    teach(
        (name for name, _ in _texts() if NOT_KEPT.search(name)),
        "Built and third-party files are made again from sources and pins. Delete it here and add it to .gitignore.",
    )


def test_no_lock_file_says_where_to_download() -> None:
    teach(
        (name for name, text in _texts() if name.endswith(("lock.json", "lock")) and '"resolved"' in text),
        "A resolved address ties everybody to one registry. Keep omit-lockfile-registry-resolved in .npmrc and run npm"
        " install again.",
    )


def test_no_file_names_a_package_registry() -> None:
    teach(
        _where(REGISTRIES),
        "Whoever installs this chooses the registry in pip's and npm's own settings. Remove the address; `make pins`"
        " writes none.",
    )


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    teach(
        _where(MACHINE_PATHS),
        "The path exists on one machine alone. Write it relative to the project, or read it from the environment.",
    )


def _where(rule: re.Pattern[str]) -> Iterator[str]:
    for name, text in _texts():
        if name != OWN_RULES:
            yield from (
                f"{name}:{text.count(chr(10), 0, found.start()) + 1} {found[0]}" for found in rule.finditer(text)
            )


def _texts() -> Iterator[tuple[str, str]]:
    return ((path.relative_to(ROOT).as_posix(), text_of(path)) for path in files())
