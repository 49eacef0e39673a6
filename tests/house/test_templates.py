"""What the Content-Security-Policy refuses must not be written: it would fail silently, in the browser alone."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.source import PACKAGE, ROOT, files, modules, teach

TEMPLATES = PACKAGE / "templates"
INLINE = {
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(?!\s*</script>)", re.I),
    "an inline style element": re.compile(r"<style\b", re.I),
    "a style attribute": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.I),
    "an on… attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.I),
    "a javascript: address": re.compile(r"javascript:", re.I),
}
FOREIGN = re.compile(
    r"<(?:script|link|img|iframe|source|video|audio|use)\b[^>]*\b(?:src|href)\s*=\s*[\"']?(?:https?:)?//", re.I
)
UNESCAPED = re.compile(r"(?<!_html)\s*\|\s*safe\b|\bautoescape\s+false", re.I)


def test_templates_hold_no_inline_script_or_style() -> None:
    teach(
        (f"{name}:{line} {what}" for what, rule in INLINE.items() for name, line in _found(rule)),
        "The policy is default-src 'self': the browser refuses it. Give the element a data- attribute and a class, and"
        " write the script or the style in quiz_app/frontend/src.",
    )


def test_templates_load_nothing_from_other_sites() -> None:
    teach(
        (f"{name}:{line}" for name, line in _found(FOREIGN)),
        "The site works on a network without the internet. Add the file to the front end and use asset('…').",
    )


def test_templates_escape_all_but_sanitized_html() -> None:
    teach(
        (f"{name}:{line}" for name, line in _found(UNESCAPED)),
        "One unescaped value is a hole. What core/markdown.py has rendered and nh3 has passed is called …_html;"
        " only that may be printed as it is.",
    )


def test_every_template_that_is_rendered_exists() -> None:
    asked = {
        (module.name, text)
        for module in modules()
        for text in re.findall(r"render_template\(\s*[\"']([^\"']+)[\"']", module.path.read_text())
    }
    teach(
        (f"{name} renders {template}" for name, template in asked if not (TEMPLATES / template).is_file()),
        "A page without its template fails at the first visit. The path equals the endpoint: <room>/<view>.html.",
    )


def _templates() -> list[Path]:
    found = [path for path in files() if path.is_relative_to(TEMPLATES) and path.suffix == ".html"]
    assert found, "the rule found no templates to hold: has the folder moved?"
    return found


def _found(rule: re.Pattern[str]) -> Iterator[tuple[str, int]]:
    for path in _templates():
        text = path.read_text()
        for match in rule.finditer(text):
            yield path.relative_to(ROOT).as_posix(), text.count("\n", 0, match.start()) + 1
