"""Numbers in addresses: none that a database could not hold."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter

LARGEST = 2**63 - 1


class RowId(IntegerConverter):
    """`<int:…>` up to what a row's key can be; anything above is an address that does not exist."""

    def __init__(self, rules: Any, *given: Any, **options: Any) -> None:
        super().__init__(rules, *given, **{"max": LARGEST} | options)


def install(app: Flask) -> None:
    app.url_map.converters["int"] = RowId
