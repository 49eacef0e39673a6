"""What is seriously wrong with an open page."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def faults(page: Page, path: str = "", *, status: int = 200) -> list[str]:
    """What is seriously wrong with a page at the window's width; with the page that is open without a `path`."""
    if path:
        answer = page.goto(path)
        if answer is None or answer.status != status:
            return [f"status {answer and answer.status}"]
    page.wait_for_load_state()
    width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    found = Axe().run(page).response["violations"]
    serious = [
        f"{each['id']}: {node['html'][:160]}"
        for each in found
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"][:3]
    ]
    return serious + ([f"wider than the window by {width} px"] if width > 0 else [])
