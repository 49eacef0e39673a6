"""A drawn paper shows the pictures that its questions had, whatever becomes of the questions afterwards."""

from sqlalchemy import select

from quiz_app.banks.actions import pictures, writing
from quiz_app.banks.actions.writing import Writing
from quiz_app.banks.markup import with_pictures
from quiz_app.banks.queries.questions import find_question
from quiz_app.banks.questions import QuestionText
from quiz_app.banks.tables.questions import Question, QuestionBank
from quiz_app.core.files.media import digest_of
from quiz_app.exams.delivery import Delivered, DeliveredOption, present
from quiz_app.exams.queries import pools
from quiz_app.exams.sections import sections
from tests.banks.pictures import drawn
from tests.conftest import NOW

RED, BLUE = drawn("#b3131b"), drawn("#1b13b3")
STEM = "看图：\n\n![红旗](seal.png)\n\n| 甲 | 乙 |\n|---|---|\n| $x^2$ | 2 |\n\n选哪一个？"


def test_an_edition_names_pictures_by_content_and_keeps_them_when_the_question_changes(
    database, cast, settings
) -> None:
    city = cast.units["临江市"]
    with database.transaction() as session:
        shelf = pictures.shelf(settings.media)
        pictures.keep(session, cast.tom, city, [RED, BLUE], shelf=shelf, at=NOW)
        bank = QuestionBank(code="harbour", title="港口", area="key_work", unit_id=city.id)
        session.add(bank)
        session.flush()
        made = writing.create(session, cast.tom, bank, city, _writing(RED), at=NOW)
        made.published_version_id = find_question(session, cast.tom, made.id).latest.id
        session.flush()
        (before,) = pools.drawable(session, city, banks=[bank.id])
        found = find_question(session, cast.tom, made.id)
        writing.change(session, cast.tom, found, _writing(BLUE), version=made.version, at=NOW)
        made.published_version_id = find_question(session, cast.tom, made.id).latest.id
        session.flush()
        (after,) = pools.drawable(session, city, banks=[bank.id])
        assert session.scalars(select(Question.latest_number)).one() == 2
    assert f"![红旗](/pictures/{digest_of(RED)})" in before.stem and "seal.png" not in before.stem
    assert f"![红旗](/pictures/{digest_of(BLUE)})" in after.stem
    shown = present(before)
    options = tuple(DeliveredOption(letter, text) for letter, text in zip("ABC", shown.options, strict=True))
    (part,) = sections([Delivered(1, shown.type, shown.stem, 2, options, 0, ())], {})
    (item,) = part.items
    assert f'<img src="/pictures/{digest_of(RED)}" alt="红旗"' in item.stem_html
    assert "<table>" in item.stem_html and "<math" in item.stem_html
    assert f'src="/pictures/{digest_of(RED)}" alt="旗"' in item.options[0].text_html


def _writing(picture: bytes) -> Writing:
    text = QuestionText(
        code="",
        type="single_choice",
        difficulty=1,
        area="key_work",
        stem=STEM,
        options=("![旗](seal.png)", "灯塔", "浮标"),
        key=(0,),
        explanation="因为是旗。",
        knowledge_points=("引航",),
        bases=(),
        draft_reason="待补依据",
    )
    return Writing(with_pictures(text, {"seal.png": digest_of(picture)}), send=False)
