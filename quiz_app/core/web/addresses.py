"""Numbers in addresses: none that a database could not hold; and where the site itself is found from outside."""

from typing import Any

from flask import Flask, request
from werkzeug.routing import IntegerConverter

from quiz_app.core.web.services import services

LARGEST = 2**63 - 1


class RowId(IntegerConverter):
    """`<int:…>` up to what a row's key can be; anything above is an address that does not exist."""

    def __init__(self, rules: Any, *given: Any, **options: Any) -> None:
        super().__init__(rules, *given, **{"max": LARGEST} | options)


def install(app: Flask) -> None:
    app.url_map.converters["int"] = RowId


def site_address() -> str:
    """`https://quiz.example.cn`, for what leaves the site on paper: as it was set, else as this request has it."""
    return services().settings.address or request.host_url.rstrip("/")
