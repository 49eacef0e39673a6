"""A real Chromium before a real server with a small demo province."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect, sync_playwright

from tests.conftest import CHROMIUM

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "quiz-demo-2026"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 20_000  # ms that a page may take where other tests keep the machine busy
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 860}
PICTURES = os.environ.get("QUIZ_APP_TEST_PICTURES")


@dataclass(frozen=True)
class Site:
    """A served demo: its address and its database file."""

    address: str
    database: Path

    def sql(self, statement: str, *values: object) -> list[tuple]:
        """What only a test may do: look into the database, or let time pass in it."""
        with closing(sqlite3.connect(self.database, timeout=20)) as connection:
            rows = connection.execute(statement, values).fetchall()
            connection.commit()
            return rows


@dataclass
class Watched:
    """A page that remembers what went wrong on it."""

    page: Page
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    instance = tmp_path_factory.mktemp("site")
    environ = {k: v for k, v in os.environ.items() if not k.startswith("QUIZ_APP_")}
    environ["QUIZ_APP_INSTANCE"] = str(instance)
    for command in (["db", "upgrade"], ["demo", "--members", "200"]):
        subprocess.run([sys.executable, "-m", "quiz_app", *command], cwd=ROOT, env=environ, check=True)
    port = _free_port()
    serving = [sys.executable, "-m", "quiz_app", "serve", "--port", str(port)]
    process = subprocess.Popen(serving, cwd=ROOT, env=environ, start_new_session=True)
    try:
        _wait_for(port)
        yield Site(f"http://127.0.0.1:{port}", instance / "quiz.db")
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("no chromium on this machine")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def watched(chromium: Browser, site: Site) -> Iterator[Callable[..., Watched]]:
    """Open a window of some size; script errors and broken content policies on it fail the test at its end."""
    contexts: list[BrowserContext] = []
    pages: list[Watched] = []

    def open_window(size: dict[str, int], **options: object) -> Watched:
        context = chromium.new_context(viewport=size, base_url=site.address, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        seen = Watched(context.new_page())
        seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        seen.page.on("console", lambda message: _note(seen, message))
        pages.append(seen)
        return seen

    yield open_window
    complaints = [complaint for seen in pages for complaint in seen.complaints]
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def phone(watched: Callable[..., Watched]) -> Page:
    return watched(PHONE, has_touch=True).page


@pytest.fixture
def desktop(watched: Callable[..., Watched]) -> Page:
    return watched(DESKTOP).page


@pytest.fixture(scope="session")
def signed_in() -> dict[str, StorageState]:
    """What each of the demo's people keeps in the browser after signing in once."""
    return {}


@pytest.fixture
def open_as(watched: Callable[..., Watched], signed_in: dict[str, StorageState]) -> Callable[..., Page]:
    """Open a window as one of the demo's people, who signs in only the first time."""

    def open_window(name: str, size: dict[str, int], **options: object) -> Page:
        if name in signed_in:
            return watched(size, storage_state=signed_in[name], **options).page
        page = watched(size, **options).page
        sign_in(page, name)
        signed_in[name] = page.context.storage_state()
        return page

    return open_window


def expect_paper(page: Page, **patience: float) -> None:
    """The paper of an attempt lies open: a question shows and, behind `opening`, takes keys and touches."""
    expect(page.locator("html:not(.opening) .question.current")).to_be_visible(**patience)


def sign_in(page: Page, name: str) -> None:
    """Sign in as one of the demo's people."""
    page.goto("/sign-in")
    page.fill("input[name=number]", name)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def picture(page: Page, name: str) -> None:
    """Keep a picture for the README where a folder for them is named."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png")


def _note(seen: Watched, message: object) -> None:
    text = str(getattr(message, "text", message))
    if "Content Security Policy" in text or "Content-Security-Policy" in text:
        seen.complaints.append(text)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/health")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not answer within 60 s")
