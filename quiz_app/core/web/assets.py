"""Built front-end files by their plain names: `asset('app.css')` is a URL that may be cached for ever."""

import json
from functools import cache
from pathlib import Path

from flask import Flask, Response, request, url_for

from quiz_app.core.paths import PACKAGE

DIST = PACKAGE / "static" / "dist"
ONE_YEAR = "public, max-age=31536000, immutable"


class NotBuilt(RuntimeError):
    """The front end was not built; the message says how."""


def install(app: Flask) -> None:
    app.add_template_global(asset)
    app.after_request(_keep_for_ever)


def asset(name: str) -> str:
    return url_for("static", filename=f"dist/{_manifest(DIST)[name]}")


def path_of(name: str) -> str:
    """The same where no request is being answered."""
    return f"/static/dist/{_manifest(DIST)[name]}"


@cache
def _manifest(folder: Path) -> dict[str, str]:
    path = folder / "manifest.json"
    if not path.exists():
        raise NotBuilt("前端还没有构建：在项目目录运行 make build")
    names: dict[str, str] = json.loads(path.read_text())
    return names


def _keep_for_ever(response: Response) -> Response:
    if request.endpoint == "static" and request.path.startswith("/static/dist/"):
        response.headers["Cache-Control"] = ONE_YEAR
    return response
