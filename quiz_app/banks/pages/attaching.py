"""The pictures of a question that is being written: sent with its form, kept at once, named in its texts."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quiz_app.banks.actions import pictures as actions
from quiz_app.banks.forms.questions import QuestionForm
from quiz_app.banks.markup import picture_names, texts_of, with_pictures
from quiz_app.banks.pages.pictures import shelf
from quiz_app.banks.pages.typed import Typed
from quiz_app.banks.picture_files import MOST_PICTURES, safe_name, unfit
from quiz_app.banks.queries import pictures as queries
from quiz_app.core.files.media import digest_of
from quiz_app.core.web.services import arrival, database
from quiz_app.organizations.pages.signed_in import actor
from quiz_app.organizations.tables import Unit


def attach(form: QuestionForm, unit: Unit) -> dict[str, str]:
    """The pictures that the texts may show now, digests by name: those that came with the form are kept from here on,
    so that a form that is sent back has lost none. Files that may not be pictures are named at their field."""
    with database().reading() as session:
        known = held(session, form)
    sent: dict[str, bytes] = {}
    for name, data in _files(form):
        if reason := unfit(data):
            form.blame("images", _("“%(name)s”%(reason)s", name=name[:60], reason=reason))
        elif len(known) == MOST_PICTURES:
            form.blame("images", _("一道题最多 %(count)s 张图片，有的没有收。", count=MOST_PICTURES))
        else:
            own = safe_name(name, data, known)
            known[own], sent[own] = digest_of(data), data
    if sent:
        with database().transaction() as session:
            actions.keep(session, actor(), unit, sent.values(), shelf=shelf(), at=arrival())
    form.hold(known)
    return known


def held(session: Session, form: QuestionForm) -> dict[str, str]:
    """The pictures that the form holds from earlier, digests by name, as far as they are still kept."""
    entries = [entry.form for entry in form.pictures if not entry.form.drop.data]
    kept = queries.kept_among(session, {each.digest.data or "" for each in entries})
    return {each.name.data or "": each.digest.data or "" for each in entries if each.digest.data in kept}


def illustrated(typed: Typed, known: Mapping[str, str]) -> Typed:
    """What was typed with the pictures that it shows; one that it does not show is a fault, so that none gets lost."""
    text = with_pictures(typed.writing.text, known)
    shown = picture_names(texts_of(text))
    idle = [name for name in known if name not in shown]
    faults = dict(typed.faults)
    if idle:
        names = "、".join(f"![]({name})" for name in idle)
        faults["pictures"] = _("还没有写进题目：把 %(names)s 放到题干、选项或解析里，或者勾选移除。", names=names)
    return replace(typed, writing=replace(typed.writing, text=text), faults=faults)


def _files(form: QuestionForm) -> Iterator[tuple[str, bytes]]:
    for file in form.images.data or ():
        if getattr(file, "filename", ""):
            yield file.filename, file.read()
