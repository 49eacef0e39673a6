"""What may be corrected in an edition, and how a correction reads in words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from quiz_app.banks.keys import UnreadableKey, read_key, write_key
from quiz_app.banks.questions import Key, QuestionText
from quiz_app.banks.types.table import TYPES
from quiz_app.exams.amending import Amendment, Kind, amended
from quiz_app.exams.editions import Edition, EditionQuestion

KINDS: Mapping[Kind, str] = {
    Kind.KEY: "更正答案",
    Kind.VOID: "这道题作废，不计分",
    Kind.GIFT: "这道题送分，人人得满分",
    Kind.CREDIT: "更正部分得分规则",
}
MEANING: Mapping[Kind, str] = {
    Kind.KEY: "按新的答案给所有人重新评分。",
    Kind.VOID: "谁都不得这道题的分，试卷的满分相应减少；合格按减少后的满分算。",
    Kind.GIFT: "抽到这道题的人，不论怎么答，都得这道题的满分。",
    Kind.CREDIT: "全卷按新的规则重新评分。",
}
RULES: Mapping[str, str] = {
    "none": "全部答对才得分",
    "half": "答对一部分且没有错，得一半分",
    "proportional": "没有错时，按答对的比例得分",
}
LONGEST_REASON = 600
LONGEST_BASIS = 300


@dataclass(frozen=True, slots=True)
class Wish:
    """A correction as somebody wrote it down; `key` as bank files write keys."""

    kind: str
    question: int | None
    key: str
    credit_rule: str
    reason: str
    basis: str


def text_of(question: EditionQuestion) -> QuestionText:
    """A question of an edition as one that was written."""
    return QuestionText(
        code=question.code,
        type=question.type,
        difficulty=question.difficulty,
        area=question.area,
        stem=question.stem,
        options=question.options,
        key=question.key,
        explanation=question.explanation,
        knowledge_points=question.knowledge_points,
        bases=(),
        prompts=question.prompts,
        parts=question.parts,
    )


def key_in_words(question: EditionQuestion, key: Key | None = None) -> str:
    """A key as bank files write it, by the order in which options were written."""
    said = text_of(question)
    return write_key(said if key is None else replace(said, key=key))


def how_it_counts(edition: Edition, place: int) -> str:
    """`答案 B`, `作废` or `送分`"""
    if place in edition.void:
        return "作废，不计分"
    if place in edition.gifts:
        return "送分"
    if not may_rekey(edition.questions[place]):
        return "按答案和评分标准计分"
    return f"答案 {key_in_words(edition.questions[place])}"


def becomes(edition: Edition, amendment: Amendment) -> str:
    """How a correction has its question, or the rule, count."""
    if amendment.question is None:
        return RULES[str(amendment.credit_rule)]
    return how_it_counts(amended(edition, [amendment]), amendment.question)


def may_rekey(question: EditionQuestion) -> bool:
    """Whether a correction may give a question another key: not where people mark by a rubric, or parts have their own
    keys."""
    return not TYPES[question.type].marked_by_person and not question.parts


def key_of(edition: Edition, wish: Wish) -> tuple[Key | None, dict[str, str]]:
    """The key that is wished for, and what is wrong with it, by field."""
    if wish.kind != Kind.KEY or wish.question is None:
        return None, {}
    question = edition.questions[wish.question]
    try:
        key = read_key(wish.key, TYPES[question.type].interaction)
    except UnreadableKey as unreadable:
        return None, {"key": str(unreadable)}
    asked = replace(text_of(question), key=key)
    wrong = TYPES[question.type].problems(asked)
    return key, {"key": "".join(wrong)} if wrong else {}


def faults(edition: Edition, wish: Wish, *, awaits_marking: bool) -> dict[str, str]:
    """What is wrong with a wish, a sentence for each field."""
    if wish.kind not in KINDS:
        return {"kind": "请选怎样更正。"}
    wrong = reason_faults(wish.reason, wish.basis)
    if wish.kind == Kind.CREDIT:
        return wrong | _rule_faults(edition, wish)
    return wrong | _question_faults(edition, wish, awaits_marking=awaits_marking)


def reason_faults(reason: str, basis: str) -> dict[str, str]:
    """What is wrong with why something is to be corrected, a sentence for each field."""
    wrong = {}
    if not reason.strip():
        wrong["reason"] = "请写明更正的理由：大家都会看到。"
    if not basis.strip():
        wrong["basis"] = "请写明依据：哪个文件、哪一条。"
    if len(reason) > LONGEST_REASON:
        wrong["reason"] = f"理由最多 {LONGEST_REASON} 字，请缩短。"
    if len(basis) > LONGEST_BASIS:
        wrong["basis"] = f"依据最多 {LONGEST_BASIS} 字，请缩短。"
    return wrong


def _rule_faults(edition: Edition, wish: Wish) -> dict[str, str]:
    if wish.credit_rule not in RULES:
        return {"credit_rule": "请选一种规则。"}
    same = wish.credit_rule == edition.credit_rule
    return {"credit_rule": "现在就是这个规则，请选别的。"} if same else {}


def _question_faults(edition: Edition, wish: Wish, *, awaits_marking: bool) -> dict[str, str]:
    place = wish.question
    if place is None or not 0 <= place < len(edition.questions):
        return {"kind": "试卷里没有这道题，请从题目列表里选。"}
    question = edition.questions[place]
    if TYPES[question.type].marked_by_person and awaits_marking:
        return {"kind": "这道题由阅卷人评分，还有成绩没有公布。公布以后再更正。"}
    if wish.kind == Kind.KEY and not may_rekey(question):
        return {"kind": "这种题不能只改答案，可以作废或者送分。"}
    if wish.kind == Kind.VOID:
        return {"kind": "这道题已经作废。"} if place in edition.void else {}
    if wish.kind == Kind.GIFT:
        return {"kind": "这道题已经送分。"} if place in edition.gifts else {}
    key, wrong = key_of(edition, wish)
    if not wrong and key == question.key and place not in edition.void | edition.gifts:
        return {"key": "现在就是这个答案，请写更正后的答案。"}
    return wrong
