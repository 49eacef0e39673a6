"""Questions that come in from files: planned, taken as drafts, and out again as one."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select, update

from quiz_app.banks.actions import importing
from quiz_app.banks.formats.protocol import Item, Offer, Picture, Reading, Refused, Unsupported
from quiz_app.banks.importing import packing
from quiz_app.banks.importing.items import give
from quiz_app.banks.importing.packing import Read
from quiz_app.banks.importing.plans import as_json, plan
from quiz_app.banks.queries.questions import texts_in
from quiz_app.banks.tables.imports import QuestionImport
from quiz_app.banks.tables.questions import Question, QuestionBank, QuestionVersion
from quiz_app.banks.types.protocol import Interaction
from quiz_app.core.errors import Conflict, Forbidden, Invalid
from quiz_app.organizations.tables import Unit
from quiz_app.regulations import registry
from tests.banks.conftest import REGISTER
from tests.conftest import NOW

REGISTRY = registry.read(REGISTER)
BUOY = Item(
    Interaction.CHOOSE_ONE,
    "浮标多久检查一次？",
    options=("每月", "每季", "每年"),
    key=(1,),
    explanation="季度检查连同灯器一起做。",
    difficulty=1,
    knowledge_points=("浮标",),
    bases=(("《港口工作条例》（2019）第三条", "每季检查"),),
    row=2,
)
ROPE = Item(Interaction.JUDGE, "缆绳破损一股仍可使用。", key=(1,), row=3)
READING = Reading((BUOY, ROPE))


def planned(*items: Item, **options):
    return plan(Reading(items), area="branch_daily_work", registry=REGISTRY, known=(), **options)


def test_an_item_becomes_a_question_and_what_it_lacks_makes_it_a_draft() -> None:
    made = planned(BUOY, ROPE)
    whole, bare = made.questions
    assert (whole.type, whole.difficulty, whole.draft_reason) == ("single_choice", 1, None)
    assert str(whole.bases[0].citation) == "《港口工作条例》（2019）第三条"
    assert (bare.type, bare.difficulty) == ("true_false", 2)
    assert bare.draft_reason == "导入的题，待补：解析、知识点、依据"
    assert (made.refused, made.twins, made.unsupported) == ((), (), ())


def test_a_question_comes_back_from_formats_as_it_went() -> None:
    text = planned(BUOY).questions[0]
    assert give(text, {}) == replace(BUOY, code="")


@pytest.mark.parametrize(
    ("item", "column", "says"),
    [
        (replace(BUOY, key=(5,)), "答案", "不在选项里"),
        (replace(BUOY, options=("每月", "每 月", "每年")), "选项", "相同"),
        (replace(BUOY, stem=" "), "题干", "没有题干"),
        (replace(BUOY, stem="看 ![灯](images/a.png)", pictures=(Picture("a.png", b"x"),)), "图片", "不是 PNG"),
        (Item(Interaction.WRITE, "说说浮标的用处。", row=2), "答案", "参考答案"),
    ],
)
def test_what_the_check_would_refuse_is_refused_with_row_and_column(item, column, says) -> None:
    (refused,) = planned(item, ROPE).refused
    assert (refused.row, refused.column) == (2, column)
    assert says in refused.reason and refused.mend


def test_what_the_reader_refused_stays_in_the_list() -> None:
    first = Refused(1, "答案", "没有答案。", "补上。")
    made = plan(Reading((BUOY,), (first,)), area="key_work", registry=REGISTRY, known=())
    assert made.refused == (first,)


def test_nothing_that_has_no_place_is_dropped_in_silence() -> None:
    from_elsewhere = replace(
        BUOY,
        bases=(("港规第三条", "每季"),),
        feedback=("太勤了", "", "太久了"),
        category="港口/航标",
        knowledge_points=(),
    )
    text = planned(from_elsewhere).questions[0]
    assert text.bases == ()
    assert "原文件写的依据：港规第三条" in text.explanation
    assert "“每月”：太勤了" in text.explanation
    assert text.knowledge_points == ("航标",)
    scored = [replace(ROPE, stem=f"第{n}股缆绳可以再用吗", row=n, points=2) for n in (4, 5)]
    (told,) = planned(*scored).unsupported
    assert (told.row, "分值" in told.what, "共 2 处" in told.what) == (4, True, True)


def test_twins_in_the_file_and_in_the_bank_are_named_and_stay_outside() -> None:
    shuffled = replace(BUOY, options=("每年", "每月", "每季"), key=(2,), row=7)
    made = planned(BUOY, shuffled)
    assert [(each.row, each.of) for each in made.twins] == [(7, "第 2 行")]
    assert len(made.questions) == 1
    known = [replace(made.questions[0], code="harbour-0009")]
    again = plan(Reading((shuffled,)), area="branch_daily_work", registry=REGISTRY, known=known)
    assert [(each.row, each.of, each.similarity) for each in again.twins] == [(7, "harbour-0009", 1.0)]
    assert len(planned(BUOY, shuffled, keeps_twins=True).questions) == 2


def test_the_plan_as_json_is_what_the_contract_says() -> None:
    said = as_json(planned(BUOY, replace(ROPE, key=())), form="gift", encoding="utf-8")
    assert (said["format"], said["encoding"], said["accepted"], said["duplicates"]) == ("gift", "utf-8", 1, [])
    assert said["refused"][0]["row"] == 3


def test_what_was_read_is_kept_and_mended_between_upload_and_confirmation() -> None:
    offer = Offer(2, "选项里又写了字母", replace(BUOY, stem="浮标多久查一次？"))
    refused = Refused(4, "答案", "没有答案。", "补上。")
    read = Read("xlsx", None, Reading((BUOY, ROPE), (refused,), (Unsupported(1, "音频"),), (offer,)))
    assert packing.unpack(packing.pack(read)) == read
    taken = packing.mended(read, frozenset({2}))
    assert [item.stem for item in taken.reading.items] == ["浮标多久查一次？", ROPE.stem]
    assert taken.reading.offers == ()
    rewritten = packing.rewritten(read, replace(ROPE, row=4))
    assert [item.row for item in rewritten.reading.items] == [2, 3, 4]
    assert rewritten.reading.refused == ()
    assert [item.row for item in packing.without(read, 2).reading.items] == [3]


@pytest.fixture
def harbour(database, load, cast):
    """The bank of the file in conftest, with its unit."""
    load()
    with database.reading() as session:
        bank = session.scalars(select(QuestionBank)).one()
        return bank, session.get_one(Unit, bank.unit_id)


def import_now(database, actor, harbour, reading=READING, **options) -> QuestionImport:
    with database.transaction() as session:
        bank, unit = session.get_one(QuestionBank, harbour[0].id), session.get_one(Unit, harbour[1].id)
        made = plan(reading, area=bank.area, registry=REGISTRY, known=texts_in(session, bank), **options)
        return importing.take_in(session, actor, bank, unit, made, name="浮标.xlsx", form="xlsx", at=NOW)


def count(database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Question))


def test_an_import_brings_drafts_with_codes_of_the_bank(database, cast, harbour) -> None:
    before = count(database)
    found = import_now(database, cast.root, harbour)
    with database.reading() as session:
        rows = session.execute(
            select(Question, QuestionVersion)
            .join(QuestionVersion, QuestionVersion.question_id == Question.id)
            .where(Question.import_id == found.id)
            .order_by(Question.code)
        ).all()
    assert [question.code for question, _ in rows] == ["harbour-s0001", "harbour-s0002"]
    assert [question.published_version_id for question, _ in rows] == [None, None]
    assert [version.stem for _, version in rows] == [BUOY.stem, ROPE.stem]
    assert (found.count, count(database)) == (2, before + 2)


def test_importing_the_same_file_again_finds_everything_there(database, cast, harbour) -> None:
    import_now(database, cast.root, harbour)
    with pytest.raises(Invalid, match="没有可以收下的题目"):
        import_now(database, cast.root, harbour)


def test_an_import_is_undone_as_one(database, cast, harbour) -> None:
    before = count(database)
    made = import_now(database, cast.root, harbour)
    with database.transaction() as session:
        importing.undo(session, cast.root, session.get_one(QuestionImport, made.id), harbour[1], at=NOW)
    assert count(database) == before
    with database.transaction() as session, pytest.raises(Conflict, match="已经撤回过"):
        importing.undo(session, cast.root, session.get_one(QuestionImport, made.id), harbour[1], at=NOW)


def test_an_import_of_which_something_was_changed_stays(database, cast, harbour) -> None:
    made = import_now(database, cast.root, harbour)
    with database.transaction() as session:
        session.execute(update(Question).where(Question.code == "harbour-s0002").values(version=2))
    with database.transaction() as session, pytest.raises(Conflict, match="1 题已经有人修改"):
        importing.undo(session, cast.root, session.get_one(QuestionImport, made.id), harbour[1], at=NOW)


def test_whoever_writes_no_questions_here_imports_none(database, cast, harbour) -> None:
    for actor in (cast.ann, cast.ben, cast.cleo):
        with pytest.raises(Forbidden):
            import_now(database, actor, harbour)
