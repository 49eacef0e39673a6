"""Pages, styles and scripts travel compressed; the API's small answers are not worth the time."""

from flask import Flask, Response
from flask_compress import Compress

from quiz_app.core.web.refusals import is_api

_compress = Compress()


def install(app: Flask) -> None:
    app.config.update(
        COMPRESS_REGISTER=False,
        COMPRESS_ALGORITHM=["gzip"],
        COMPRESS_LEVEL=5,
        COMPRESS_MIMETYPES=["text/html", "text/css", "text/javascript", "image/svg+xml"],
        COMPRESS_MIN_SIZE=1024,
        COMPRESS_STREAMS=True,
    )
    _compress.init_app(app)
    app.after_request(_travel_light)


def _travel_light(response: Response) -> Response:
    return response if is_api() else _compress.after_request(response)
