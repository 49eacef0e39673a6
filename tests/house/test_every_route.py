"""Closed unless listed: every route answers every role as the table says, and a route that is not in it fails."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from quiz_app.organizations.actors import Actor
from tests.conftest import Cast
from tests.house.conftest import SENT, Furniture
from tests.house.routes import ROUTES
from tests.house.source import teach

AUTOMATIC = {"HEAD", "OPTIONS"}
LESSON = (
    "What is reachable is decided here and nowhere by accident. Above is what each role gets now; if that is what each"
    " should get, write the line into tests/house/routes.py, else mend the permission in the room's action or query."
)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_route_answers_every_role_as_the_table_says(
    app: Flask, cast: Cast, sign_in: Callable[..., FlaskClient], furniture: Furniture, restore: Callable[[], None]
) -> None:
    roles = (None, cast.ann, cast.ben, cast.tom, cast.dora, cast.root, cast.cleo)

    def ask(rule: Rule, method: str, actor: Actor | None) -> int:
        client = app.test_client()
        if actor is not None:
            sign_in(client, actor)
        if method == "GET":
            return client.get(_path(app, rule, furniture)).status_code
        form = "json" if rule.rule.startswith("/api/") else "data"
        sent = {form: SENT.get(f"{method} {rule.endpoint}", {})}
        status = client.open(_path(app, rule, furniture), method=method, **sent).status_code
        if status < 400:
            restore()
        return status

    found = {name: tuple(ask(rule, method, role) for role in roles) for name, rule, method in _routes(app)}
    teach((_line(name, found[name]) for name in found if found[name] != ROUTES.get(name)), LESSON)


def test_the_table_names_no_route_that_is_gone(app: Flask) -> None:
    teach(
        ROUTES.keys() - {name for name, *_ in _routes(app)},
        "A line about nothing hides the day when its name comes back. Delete it.",
    )


def _routes(app: Flask) -> Iterator[tuple[str, Rule, str]]:
    """(`GET exams.show`, its rule, `GET`) of each route and method."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - AUTOMATIC):
            yield f"{method} {rule.endpoint}", rule, method


def _path(app: Flask, rule: Rule, furniture: Furniture) -> str:
    values = {name: furniture.get(f"{rule.endpoint} {name}", furniture.get(name)) for name in rule.arguments}
    missing = [name for name, value in values.items() if value is None]
    assert not missing, f"{rule.endpoint} takes {missing}: add one to `furniture` in tests/house/conftest.py."
    with app.test_request_context():
        asked = f"{rule.endpoint} ?"
    values |= {name.removeprefix(asked): value for name, value in furniture.items() if name.startswith(asked)}
    return app.url_map.bind("localhost").build(rule.endpoint, values)


def _line(name: str, statuses: tuple[int, ...]) -> str:
    quoted = f'"{name}":'
    return f"    {quoted:<42} {statuses},"
