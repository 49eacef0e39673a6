import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz_app.core.files.dimensions import dimensions
from tests.banks.pictures import SVG, drawn

FORMS = ["PNG", "JPEG", "GIF", "WEBP"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("size", [(1, 1), (40, 30), (4001, 7), (13, 4001)])
def test_the_size_of_each_kind_is_read_from_its_head(form: str, size: tuple[int, int]) -> None:
    assert dimensions(drawn(size=size, form=form)) == size


@pytest.mark.parametrize("form", FORMS)
def test_a_head_that_is_cut_off_has_no_size(form: str) -> None:
    assert dimensions(drawn(form=form)[:12]) is None


def test_what_is_no_picture_has_no_size() -> None:
    assert dimensions(SVG) is None


@given(st.sampled_from([b"\xff\xd8\xff", b"RIFF0000WEBP", b"GIF89a", b"\x89PNG\r\n\x1a\n"]), st.binary(max_size=80))
def test_whatever_follows_a_head_never_breaks(head: bytes, rest: bytes) -> None:
    dimensions(head + rest)
