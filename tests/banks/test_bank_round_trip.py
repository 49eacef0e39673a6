"""Bank files that are written read back the same, whatever questions say."""

from hypothesis import given
from hypothesis import strategies as st

from quiz_app.banks.questions import LegalBasis, Part, QuestionText
from quiz_app.banks.text_format.grammar import LABELS, BankFile, BankHeader, tidy
from quiz_app.banks.text_format.reader import read
from quiz_app.banks.text_format.writer import write
from quiz_app.banks.types.case import key_entry
from quiz_app.banks.types.table import TYPES
from quiz_app.regulations.citations import Citation
from tests.banks.types.examples import EXAMPLES

HEADER = "编码: harbour\n名称: 海港题库\n领域: 党的基础知识\n说明: 练习。\n---\n"

WORDS = st.text(st.sampled_from("党员大会甲乙AB12 .、:：；|/\\_*#-（）“”…"), min_size=1, max_size=20).map(
    lambda text: " ".join(text.split())
)
SENTENCE = WORDS.filter(bool)
STRUCTURE = st.sampled_from(
    [
        "A. 日落",
        "1. 甲",
        "２、乙",
        "\\3. 丙",
        "Ｂ、乙",
        "答案: A",
        "解析：无",
        "## a-1 单选 易",
        "### 1 判断",
        "###",
        "\\A. x",
        "\\\\答案: x",
        "---",
        "  缩进",
    ]
)
MARKDOWN = st.lists(st.one_of(SENTENCE, STRUCTURE, st.just("")), min_size=1, max_size=5).map("\n".join).map(tidy)
STEM = MARKDOWN.filter(lambda text: bool(text.strip()))
BODY = MARKDOWN.map(lambda text: tidy(text.strip()))
POINT = SENTENCE.map(lambda text: text.replace("；", "").replace(";", "").strip()).filter(bool)
CODE = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)
BASIS = st.builds(
    LegalBasis,
    st.builds(
        Citation, st.sampled_from(["海港章程", "条例（试行）"]), st.just("2022"), st.sampled_from(["第三条", "总纲"])
    ),
    st.one_of(st.just(""), SENTENCE),
)
OPTIONS = st.lists(BODY, min_size=3, max_size=8).map(tuple)
BLANKS = st.lists(st.lists(SENTENCE, min_size=1, max_size=3).map(tuple), min_size=1, max_size=3).map(tuple)
NUMBER = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-999, max_value=999).map("{:f}".format)
TOLERANCE = st.sampled_from(["0", "0.0", "0.5", "10"])
CHOICES = st.lists(SENTENCE, max_size=3).map(" / ".join)
NOTHING = st.just(())
CONTENT = st.one_of(
    st.tuples(st.just("single_choice"), NOTHING, OPTIONS, st.just((1,))),
    st.tuples(st.just("multiple_choice"), NOTHING, OPTIONS, st.just((0, 2))),
    st.tuples(st.just("true_false"), NOTHING, NOTHING, st.sampled_from([(0,), (1,)])),
    st.tuples(st.just("fill_blank"), NOTHING, NOTHING, BLANKS),
    st.tuples(st.just("ordering"), NOTHING, OPTIONS, st.permutations(range(3)).map(tuple)),
    st.tuples(
        st.just("matching"),
        st.lists(BODY, min_size=1, max_size=12).map(tuple),
        OPTIONS,
        st.lists(st.integers(0, 7), min_size=1, max_size=12).map(tuple),
    ),
    st.tuples(st.just("numeric"), NOTHING, NOTHING, st.tuples(st.tuples(NUMBER, TOLERANCE))),
    st.tuples(st.just("cloze"), st.lists(CHOICES, min_size=1, max_size=3).map(tuple), NOTHING, BLANKS),
    st.tuples(st.just("case"), NOTHING, NOTHING, NOTHING),
)
PART = st.one_of(
    st.tuples(st.just("single_choice"), STEM, OPTIONS, st.just((1,))),
    st.tuples(st.just("multiple_choice"), STEM, OPTIONS, st.just((0, 2))),
    st.tuples(st.just("true_false"), STEM, NOTHING, st.sampled_from(((0,), (1,)))),
    st.tuples(st.just("fill_blank"), STEM, NOTHING, BLANKS.filter(lambda blanks: len(blanks) == 1)),
    st.tuples(st.just("numeric"), STEM, NOTHING, st.tuples(st.tuples(NUMBER, TOLERANCE))),
).map(lambda said: (Part(*said[:3]), key_entry(said[0], said[3])))


@st.composite
def questions(draw: st.DrawFn) -> QuestionText:
    kind, prompts, options, key = draw(CONTENT)
    parts, entries = zip(*draw(st.lists(PART, min_size=1, max_size=9)), strict=True) if kind == "case" else ((), key)
    return QuestionText(
        code=draw(CODE),
        type=kind,
        difficulty=draw(st.integers(1, 3)),
        area="key_work",
        stem=draw(STEM),
        options=options,
        key=entries,
        explanation=draw(BODY),
        knowledge_points=tuple(draw(st.lists(POINT, max_size=3))),
        bases=tuple(draw(st.lists(BASIS, max_size=3))),
        draft_reason=draw(st.one_of(st.none(), SENTENCE)),
        prompts=prompts,
        parts=parts,
    )


@given(st.builds(BankHeader, CODE, SENTENCE, st.just("key_work"), SENTENCE), st.lists(questions(), max_size=4))
def test_what_is_written_reads_back_the_same(header: BankHeader, written: list[QuestionText]) -> None:
    bank = BankFile(header, tuple(written))
    again = read(write(bank), "again.md")
    assert again.problems == ()
    assert again == bank


@given(
    st.lists(
        st.sampled_from(
            [
                *LABELS,
                "A",
                "B. 乙",
                "1. 甲",
                "##",
                "## a-1 单选 易",
                "### 1 判断",
                "###",
                ":",
                "：",
                "\\",
                "  ",
                "甲",
                "|",
            ]
        )
    )
)
def test_no_file_makes_the_reader_stumble(parts: list[str]) -> None:
    for text in (
        "".join(parts),
        HEADER + "\n".join(parts),
        HEADER + "## a-1 填空 难\n" + ": ".join(parts),
        HEADER + "## a-1 完形 难\n" + "\n".join(parts),
        HEADER + "## a-1 案例 难\n" + "\n".join(parts),
    ):
        bank = read(text, "any.md")
        assert read(write(bank), "any.md").questions == bank.questions


def test_an_example_of_every_type_reads_back_the_same() -> None:
    asked = tuple(EXAMPLES[code].asked for code in TYPES)
    again = read(write(BankFile(BankHeader("harbour", "海港", "party_basics", "练习。"), asked)), "again.md")
    assert again.problems == ()
    assert again.questions == asked
