"""Settings of an installation that was given none."""

from pathlib import Path

import pytest

from quiz_app.core.config import Settings, WrongSetting


def test_a_new_instance_folder_is_closed_to_other_accounts_of_the_machine(tmp_path: Path) -> None:
    instance = tmp_path / "site"
    key = Settings.read({"QUIZ_APP_INSTANCE": str(instance)}).secret_key
    assert instance.stat().st_mode & 0o077 == 0
    assert (instance / "secret-key").stat().st_mode & 0o077 == 0
    assert Settings.read({"QUIZ_APP_INSTANCE": str(instance)}).secret_key == key


def test_the_address_of_the_site_is_one_that_a_code_on_paper_can_lead_to(tmp_path: Path) -> None:
    def address(text: str) -> str | None:
        return Settings.read({"QUIZ_APP_INSTANCE": str(tmp_path), "QUIZ_APP_ADDRESS": text}).address

    assert address("https://quiz.example.cn/") == "https://quiz.example.cn"
    assert address("http://10.0.0.8:8000") == "http://10.0.0.8:8000"
    assert address("") is None
    for wrong in (
        "quiz.example.cn",
        "ftp://x",
        "https://a b",
        "https://x/path",
        "https://user@x",
        "javascript:alert(1)",
    ):
        with pytest.raises(WrongSetting, match="写网站的地址"):
            address(wrong)
