from quiz_app.core.db import Database


def test_a_signed_in_actor_is_found_with_grants(app, client, cast, sign_in, database: Database) -> None:
    sign_in(client, cast.dora)
    assert client.get("/nothing-here").status_code == 404
