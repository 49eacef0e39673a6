"""From the form of a question to what it says, and back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from quiz_app.banks.actions.writing import Writing
from quiz_app.banks.composing import (
    Composed,
    Miswritten,
    PartRow,
    answer_rows,
    compose,
    compose_parts,
    part_rows,
    points,
    prompt_rows,
)
from quiz_app.banks.forms.questions import MOST_BASES, QuestionForm
from quiz_app.banks.queries.bases import StatedBasis
from quiz_app.banks.queries.questions import StatedVersion, text_of
from quiz_app.banks.questions import LegalBasis, Part, QuestionText
from quiz_app.banks.text_format.grammar import tidy
from quiz_app.banks.types.protocol import Interaction, QuestionType
from quiz_app.banks.types.table import TYPES
from quiz_app.regulations.citations import Citation, tidy_article
from quiz_app.regulations.queries import documents

Offered = Mapping[int, tuple[str, str]]


def offer(session: Session, form: QuestionForm, chosen: Iterable[StatedBasis] = ()) -> dict[int, tuple[str, str]]:
    """Let the form choose among the versions in force and those that a question names already.

    Returns (document title, version label) by id.
    """
    named = {basis.regulation_version_id for basis in chosen}
    offered: dict[int, tuple[str, str]] = {}
    choices = []
    for each in documents(session):
        for version in each.versions:
            if version.superseded_on and version.id not in named:
                continue
            offered[version.id] = (each.document.title, version.label)
            name = f"《{each.document.title}》（{version.label}）"
            choices.append((version.id, _("%(name)s，已被取代", name=name) if version.superseded_on else name))
    form.offer(choices)
    return offered


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form says as far as it can be read; `faults` tells by field where its rows do not fit together."""

    writing: Writing
    faults: dict[str, str]


def written(form: QuestionForm, kind: QuestionType, offered: Offered) -> Typed:
    """What the form says, whether its fields are sound or not."""
    faults: dict[str, str] = {}
    rows = [field.data or "" for field in form.options]
    composed = Composed(tuple(row for row in rows if row), (), ())
    parts: tuple[Part, ...] = ()
    try:
        parts, key = compose_parts(_part_rows(form)) if kind.interaction is Interaction.PARTS else ((), ())
        composed = (
            Composed((), (), key)
            if parts
            else compose(
                kind.interaction,
                options=rows,
                right=[int(row) for row in form.right.data or () if int(row) < len(rows)],
                answers=[field.data or "" for field in form.answers],
                prompts=[field.data or "" for field in form.prompts],
            )
        )
    except Miswritten as fault:
        faults[fault.field] = str(fault)
    text = QuestionText(
        code="",
        type=kind.code,
        difficulty=int(form.difficulty.data or 0),
        area=str(form.area.data),
        stem=tidy(form.stem.data or ""),
        options=composed.options,
        key=composed.key,
        explanation=tidy(form.explanation.data or ""),
        knowledge_points=points(form.knowledge_points.data or ""),
        bases=_bases(form, offered, faults),
        draft_reason=(form.draft_reason.data or "").strip() or None,
        prompts=composed.prompts,
        parts=parts,
    )
    return Typed(Writing(text, send=request.form.get("then") == "send"), faults)


def rows_of(stated: StatedVersion, version: int) -> dict[str, Any]:
    """The data of a form that says what a version says; `version` is the question's own."""
    said = stated.version
    interaction = TYPES[said.type].interaction
    answers = answer_rows(interaction, said.key)
    parts = part_rows(text_of("", said))
    one_more: list[dict[str, str]] = [{}] if len(stated.bases) < MOST_BASES else []
    return {
        "version": str(version),
        "stem": said.stem,
        "options": said.options,
        "prompts": prompt_rows(interaction, said.prompts, said.key),
        "parts": [row._asdict() for row in parts],
        "right": [] if answers or parts else said.key,
        "answers": answers,
        "explanation": said.explanation,
        "pictures": [{"name": name, "digest": digest} for name, digest in said.pictures.items()],
        "difficulty": said.difficulty,
        "area": said.area,
        "knowledge_points": "；".join(said.knowledge_points),
        "draft_reason": said.draft_reason or "",
        "bases": [
            {
                "regulation_version_id": str(basis.regulation_version_id),
                "article": basis.article,
                "quotation": basis.quotation,
            }
            for basis in stated.bases
        ]
        + one_more,
    }


def _part_rows(form: QuestionForm) -> list[PartRow]:
    rows = [entry.form for entry in form.parts]
    return [PartRow(*(field.data or "" for field in (row.type, row.stem, row.options, row.answer))) for row in rows]


def _bases(form: QuestionForm, offered: Offered, faults: dict[str, str]) -> tuple[LegalBasis, ...]:
    """The rows that can be read; each basis carries its row, from 1, as `line`: so a fault finds its way back.

    The others get their `faults`.
    """
    found = []
    for row, entry in enumerate(form.bases):
        basis = entry.form
        if basis.is_blank:
            continue
        chosen = _version(basis.regulation_version_id.data, offered)
        article = tidy_article(basis.article.data or "")
        if chosen is None:
            faults[f"bases-{row}"] = _("请选这一条所在的文件和版本。")
        elif not article:
            faults[f"bases-{row}"] = _("请写条款，如第三条第二款；没有条号的写“总纲”或章名。")
        if chosen is None or not article:
            continue
        title, label = chosen
        found.append(LegalBasis(Citation(title, label, article), (basis.quotation.data or "").strip(), line=row + 1))
    return tuple(found)


def _version(chosen: str | None, offered: Offered) -> tuple[str, str] | None:
    return offered.get(int(chosen)) if chosen and chosen.isdecimal() else None
