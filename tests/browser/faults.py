"""What is seriously wrong with an open page."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

VIOLATIONS_OF_RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
    "preload": False,
    "performanceTimer": False,
}


def faults(page: Page, path: str = "", *, status: int = 200) -> list[str]:
    """What is seriously wrong with a page at the window's width; with the page that is open without a `path`."""
    if path:
        answer = page.goto(path)
        if answer is None or answer.status != status:
            return [f"status {answer and answer.status}"]
    page.wait_for_load_state()
    width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("options => axe.run(options).then(found => found.violations)", VIOLATIONS_OF_RULES)
    serious = [
        f"{each['id']}: {node['html'][:160]}"
        for each in found
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"][:3]
    ]
    return serious + ([f"wider than the window by {width} px"] if width > 0 else [])
