"""What a request that is not let in is answered: no session, no database, no template of the site's own frame.

A page tries again by itself after the stated seconds; a form that was sent is written into the page and sent again,
so that nothing that was filled in is lost. A form with a password or a file in it is not: its sender goes back to it.
"""

from collections.abc import Iterable
from urllib.parse import parse_qsl
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask

from quiz_app.core.errors import Refusal
from quiz_app.core.web.assets import path_of
from quiz_app.core.web.refusals import refusal_body
from quiz_app.core.web.security import API_HEADERS, POLICY
from quiz_app.core.web.sessions import API_PREFIX

STATUS = "503 Service Unavailable"
FORM = "application/x-www-form-urlencoded"
MOST_RESENT = 128 * 1024
PAGE_HEADERS = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
]


def refuse(app: Flask, environ: WSGIEnvironment, start_response: StartResponse, seconds: int) -> Iterable[bytes]:
    """The answer 503 to whoever is not let in, to come again after `seconds`."""
    body, headers = _answer(app, environ, seconds)
    told = [("Retry-After", str(seconds)), ("Content-Length", str(len(body)))]
    start_response(STATUS, [*headers, *told])
    return [body]


def busy(seconds: int) -> Refusal:
    return Refusal(f"服务器忙，请在 {seconds} 秒后重试；已保存的答案都在。", code="busy")


def _answer(app: Flask, environ: WSGIEnvironment, seconds: int) -> tuple[bytes, list[tuple[str, str]]]:
    if environ["PATH_INFO"].startswith(API_PREFIX):
        return refusal_body(busy(seconds)), API_HEADERS
    if "HTTP_HX_REQUEST" in environ:
        return b"", [*PAGE_HEADERS, ("HX-Reswap", "none")]
    return _page(app, environ, seconds).encode(), PAGE_HEADERS


def _page(app: Flask, environ: WSGIEnvironment, seconds: int) -> str:
    """`fields` are those of a form that is sent again; None where there is nothing to send or it must not be kept."""
    is_form = environ["REQUEST_METHOD"] == "POST"
    return app.jinja_env.get_template("core/busy.html").render(
        seconds=seconds,
        is_form=is_form,
        fields=_fields(environ) if is_form else None,
        style=path_of("app.css"),
        script=path_of("busy.js"),
        favicon="/static/favicon.svg",
        large="type=large" in environ.get("HTTP_COOKIE", ""),
    )


def _fields(environ: WSGIEnvironment) -> list[tuple[str, str]] | None:
    length = environ.get("CONTENT_LENGTH") or ""
    if environ.get("CONTENT_TYPE", "").partition(";")[0].strip() != FORM or not length.isdecimal():
        return None
    if int(length) > MOST_RESENT:
        return None
    try:
        fields = parse_qsl(environ["wsgi.input"].read(int(length)).decode(), keep_blank_values=True)
    except ValueError:
        return None
    return None if any("password" in name for name, _ in fields) else fields
