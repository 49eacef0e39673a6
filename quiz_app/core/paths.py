"""Where the files that travel with the code lie: beside the package in a checkout, inside it in a wheel."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def migrations() -> Path:
    return _shipped("migrations")


def question_banks() -> Path:
    return _shipped("question_banks")


def courses() -> Path:
    return _shipped("courses")


def _shipped(name: str) -> Path:
    inside = PACKAGE / "_shipped" / name
    return inside if inside.is_dir() else PACKAGE.parent / name
