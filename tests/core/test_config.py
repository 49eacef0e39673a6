"""Settings of an installation that was given none."""

from pathlib import Path

from quiz_app.core.config import Settings


def test_a_new_instance_folder_is_closed_to_other_accounts_of_the_machine(tmp_path: Path) -> None:
    instance = tmp_path / "site"
    key = Settings.read({"QUIZ_APP_INSTANCE": str(instance)}).secret_key
    assert instance.stat().st_mode & 0o077 == 0
    assert (instance / "secret-key").stat().st_mode & 0o077 == 0
    assert Settings.read({"QUIZ_APP_INSTANCE": str(instance)}).secret_key == key
