"""Names outside one's own branch."""

import pytest

from quiz_app.members.masking import mask


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张小三", "张*三"),
        ("王伟", "王*"),
        ("欧阳娜娜", "欧**娜"),
        ("阿卜杜拉·买买提", "阿**提"),
        ("王", "*"),
        ("", ""),
    ],
)
def test_a_name_keeps_its_ends_and_nothing_else(name: str, shown: str) -> None:
    assert mask(name) == shown
