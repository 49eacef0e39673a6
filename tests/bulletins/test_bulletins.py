"""Bulletins: what they say by the data, who sees what, and that what is published stays."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from docx import Document
from flask import Flask
from openpyxl import load_workbook
from pypdf import PdfReader

from quiz_app.bulletins import actions, contents, queries
from quiz_app.bulletins.actions import Written
from quiz_app.bulletins.composing import compose
from quiz_app.contests.actions import outcomes
from quiz_app.contests.queries.contests import FoundContest, held_contest
from quiz_app.contests.states import State
from quiz_app.core.errors import Conflict, Invalid, NotFound
from quiz_app.core.printing.pdf import can_write_pdf
from quiz_app.notices.actions.relief import set_switch
from quiz_app.notices.switches import ON, USAGE_RATES
from quiz_app.organizations.actors import Actor
from tests.contests.conftest import Stand
from tests.contests.signing import signed_in
from tests.contests.test_settling_again import RULES, people

Write = Callable[..., Stand]
EVIL = "=HYPERLINK(1)"


@pytest.fixture
def final(write_contest: Write, run_jobs: Callable[[], int]) -> Stand:
    """A final contest: Ann first, Ben second, Tom third; its name begins like a formula."""
    stand = write_contest(rules=RULES, title=f"{EVIL}竞赛")
    stand.announce()
    stand.pass_to(stand.contest().opens_at)
    for name, right in {"ann": 9, "ben": 8, "tom": 4}.items():
        stand.sit(people(stand)[name], right=right)
    stand.pass_to(stand.contest().closes_at + timedelta(seconds=10))
    stand.act(outcomes.ask_to_publish)
    run_jobs()
    stand.pass_to(stand.clock.now() + timedelta(days=4))
    stand.act(outcomes.ask_to_finalize)
    run_jobs()
    assert stand.contest().state == State.FINAL
    return stand


def publishes_rates(stand: Stand, value: str) -> None:
    with stand.database.transaction() as session:
        set_switch(session, stand.cast.root, USAGE_RATES, value=value, reason="测试", at=stand.clock.now())


def said(stand: Stand) -> contents.Content:
    with stand.database.reading() as session:
        return compose(queries.facts(session, stand.contest(), at=stand.clock.now()))


def publish(stand: Stand, title: str = "") -> int:
    """Begin a draft, perhaps with another title, and publish it; its version."""
    with stand.database.transaction() as session:
        contest = held_contest(session, stand.contest_id)
        found = FoundContest(contest, stand.cast.units["临江市"], manages=True)
        draft = actions.begin(session, stand.cast.dora, found, at=stand.clock.now())
        if title:
            words = actions.words_of(draft)
            other = Written(type(words)(**{**_as_dict(words), "title": title}), draft.dated_on)
            actions.change(session, stand.cast.dora, found, draft, other, seen=draft.edits, at=stand.clock.now())
        actions.publish(session, stand.cast.dora, found, draft, seen=draft.edits, at=stand.clock.now())
        return draft.version


def _as_dict(words: object) -> dict[str, str]:
    return {name: getattr(words, name) for name in actions.LONGEST}


def names(stand: Stand, who: Actor, *, manages: bool = False) -> list[str]:
    with stand.database.reading() as session:
        content = contents.from_json(queries.published(session, stand.contest()).bulletin.content or {})
        people_in = contents.people(content)
        named = queries.names_for(session, who, people_in, manages=manages)
        return [named(each) for each in people_in]


def test_sentences_and_tables_come_from_the_data(final: Stand) -> None:
    publishes_rates(final, ON)
    content = said(final)
    sentences = [each for section in content.sections for each in section.sentences]
    assert sentences[0] == (
        "初赛应参赛 4 人，参赛 3 人，参赛率 75.0%，交卷 3 次；平均 70.00 分，合格率 66.7%，优秀率 33.3%。"
    )
    assert "公示期间没有收到申诉。" in sentences
    assert sentences[-1] == "按照竞赛规程，共评出一等奖 1 个、二等奖 1 个、优秀组织奖 1 个、组织奖 1 个，名单附后。"
    units = content.sections[1].tables[0]
    assert [each.title for each in units.columns][2:5] == ["应参赛", "参赛", "参赛率（%）"]
    assert units.rows == (("1", "海湾县", 4, 3, 75.0, 70.0, 66.6667, 33.3333, 63.75),)
    assert [each.title for each in content.attached] == ["一等奖名单", "二等奖名单", "优秀组织奖名单", "组织奖名单"]
    assert contents.from_json(contents.to_json(content)) == content


def test_how_much_units_took_part_is_said_only_where_that_is_switched_on(final: Stand) -> None:
    content = said(final)
    written = str(contents.to_json(content))
    assert "参赛率" not in written and "应参赛" not in written
    assert "初赛共有 3 人参赛" in written
    publishes_rates(final, ON)
    assert "参赛率" in str(contents.to_json(said(final)))


def test_what_is_published_stays_and_a_new_version_takes_its_place(final: Stand) -> None:
    assert publish(final) == 1
    with final.database.reading() as session:
        first = queries.published(session, final.contest()).bulletin.content
    publishes_rates(final, ON)
    assert publish(final, "更正后的通报") == 2
    with final.database.reading() as session:
        contest = final.contest()
        assert queries.published(session, contest).bulletin.title == "更正后的通报"
        old = queries.published(session, contest, 1)
        assert old.is_replaced and old.bulletin.content == first
        assert [each.bulletin.version for each in queries.versions(session, contest)] == [2, 1]
        with pytest.raises(NotFound):
            queries.published(session, contest, 3)
    with final.database.transaction() as session:
        contest = held_contest(session, final.contest_id)
        found = FoundContest(contest, final.cast.units["临江市"], manages=True)
        known = queries.published(session, contest).bulletin
        written = Written(actions.words_of(known), known.dated_on)
        with pytest.raises(Conflict, match="不能再改"):
            actions.change(session, final.cast.dora, found, known, written, seen=known.edits, at=final.clock.now())
        with pytest.raises(Conflict, match="不能删除"):
            actions.drop(session, final.cast.dora, found, known)


def test_a_draft_that_somebody_changed_meanwhile_is_not_overwritten_nor_published(final: Stand) -> None:
    with final.database.transaction() as session:
        contest = held_contest(session, final.contest_id)
        found = FoundContest(contest, final.cast.units["临江市"], manages=True)
        draft = actions.begin(session, final.cast.dora, found, at=final.clock.now())
        assert actions.begin(session, final.cast.root, found, at=final.clock.now()).id == draft.id
        written = Written(actions.words_of(draft), draft.dated_on)
        actions.change(session, final.cast.dora, found, draft, written, seen=1, at=final.clock.now())
        with pytest.raises(Conflict, match="别人刚刚改过"):
            actions.change(session, final.cast.root, found, draft, written, seen=1, at=final.clock.now())
        with pytest.raises(Conflict, match="刚刚变过"):
            actions.publish(session, final.cast.root, found, draft, seen=1, at=final.clock.now())
        empty = Written(type(written.words)(**{**_as_dict(written.words), "title": " "}), draft.dated_on)
        with pytest.raises(Invalid):
            actions.change(session, final.cast.dora, found, draft, empty, seen=2, at=final.clock.now())


def test_before_the_result_is_final_nothing_is_published(final: Stand) -> None:
    final.act(outcomes.reopen, reason="有人举报")
    with pytest.raises(Conflict, match="定案以后"):
        publish(final)


def test_names_are_whole_for_organizers_and_for_the_own_branch_alone(final: Stand) -> None:
    publish(final)
    cast = final.cast
    assert set(names(final, cast.dora, manages=True)) == {"安然", "本立", "田明"}
    seen = names(final, cast.ann)
    assert set(seen) == {"安然", "本*", "田*"}
    assert set(names(final, cast.cleo)) == {"安*", "本*", "田*"}


def test_the_pages_from_the_draft_to_what_members_read(final: Stand, app: Flask) -> None:
    cast, base = final.cast, f"/contests/{final.contest_id}/bulletin"
    desk = f"/contests/manage/{final.contest_id}/bulletin"
    dora, ann, cleo = (signed_in(app, final.database, who) for who in (cast.dora, cast.ann, cast.cleo))
    assert ann.get(base).status_code == 404
    assert "写通报" in dora.get(desk).text
    assert dora.post(f"{desk}/draft").status_code == 303
    page = dora.get(desk).text
    assert "临江市" in page and "安然" in page
    sent = {
        "heading": "临江市",
        "title": "<b>关于竞赛</b>的通报",
        "signed_by": "临江市",
        "dated_on": "2026-12-01",
        "seen": "1",
    }
    assert dora.post(desk, data=sent | {"title": "", "do": "save"}).status_code == 422
    assert dora.post(desk, data=sent | {"opening": "第一段\n\n第二段", "do": "publish"}).status_code == 303
    shown = ann.get(base).text
    assert "&lt;b&gt;关于竞赛&lt;/b&gt;的通报" in shown
    assert "第二段" in shown and "本*" in shown and "本立" not in shown
    assert "2026年12月1日" in shown
    assert cleo.get(base).status_code == 404
    assert ann.get(desk).status_code == 403
    assert ann.get(f"{base}/exe").status_code == 404


def test_its_files_are_a_word_document_a_pdf_and_a_workbook_without_formulas(final: Stand, app: Flask) -> None:
    publish(final, f"{EVIL}#show[x]的通报")
    dora = signed_in(app, final.database, final.cast.dora)
    base = f"/contests/{final.contest_id}/bulletin"
    written = "".join(each.text for each in Document(BytesIO(dora.get(f"{base}/docx").data)).paragraphs)
    assert f"{EVIL}#show[x]的通报" in written and "一、总体情况" in written
    book = load_workbook(BytesIO(dora.get(f"{base}/xlsx").data))
    assert book.sheetnames[0] == "1.各县级党组织情况"
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    assert "安然" in {cell.value for cell in cells}
    if can_write_pdf():
        pages = PdfReader(BytesIO(dora.get(f"{base}/pdf").data)).pages
        assert "总体情况" in "".join(page.extract_text() for page in pages)
