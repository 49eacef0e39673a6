"""Items of every interaction, with texts that look like the structure of every format."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from quiz_app.banks.formats.markdown_texts import BLANK, tidy
from quiz_app.banks.formats.protocol import Item, Picture
from quiz_app.banks.questions import Key
from quiz_app.banks.types.protocol import Interaction

PNG = b"\x89PNG\r\n\x1a\n"

_SIGNS = "党员大会甲乙AB12 .、:：;|/\\*#-=~{}%<>&\"'$[]()（）“”`!^@\n\u00a0\u3000\t\x00\x0b\u2028é😀"
_STRUCTURE = [
    *(
        "::题::",
        "// 注",
        "$CATEGORY: 甲",
        "[html]",
        "[markdown]",
        "%50%",
        "->",
        "####",
        "=甲",
        "~乙",
        "{}",
        "\\n",
        "\\=",
    ),
    *("{1:SHORTANSWER:=甲}", "<b>甲</b>", "<script>1</script>", "&nbsp;", "&lt;", "</text>", "]]>", "<p>", "[[1]]"),
    *("![图](images/图.png)", "![](images/a.jpg)", "![x](images/../x.png)", "[网](https://example.org/?a=1&b=2)"),
    *(
        "| 甲 | 乙 |\n| --- | --- |\n| 1 | 2\\|3 |",
        "- 甲\n- 乙",
        "1. 甲\n2. 乙",
        "**甲**",
        "*乙*",
        "`甲`",
        "# 题",
        "> 引",
    ),
    *(
        "```\n甲  乙\n\n  丙\n```",
        "A. 甲",
        "B) 乙",
        "ANSWER: B",
        "答案：A",
        "甲  乙",
        "  缩进",
        "2*3*4",
        "H₂O",
        "$x^2$",
    ),
]
_LONGEST = 20

piece = st.one_of(st.text(st.sampled_from(_SIGNS), max_size=_LONGEST), st.sampled_from(_STRUCTURE))
markdown = st.lists(piece, min_size=1, max_size=4).map("\n".join)
some_markdown = markdown.filter(tidy)
words = st.text(st.sampled_from(_SIGNS), min_size=1, max_size=12).filter(lambda text: tidy(text).strip())
spellings = st.lists(
    st.one_of(words, st.sampled_from(["对", "T", "1/2", "*", "\\*", "甲 / 乙"])), min_size=1, max_size=3
).map(tuple)
choice = st.text(st.sampled_from("甲乙丙AB12-=~{}#<&:%*\\"), min_size=1, max_size=6)
decimals = st.decimals(min_value=-(10**6), max_value=10**6, places=3, allow_nan=False).map(str)
tolerances = st.decimals(min_value=0, max_value=100, places=2, allow_nan=False).map(str)
pictures = st.lists(
    st.builds(
        Picture,
        st.sampled_from(["图.png", "a.jpg", "../x.png", "b c.png"]),
        st.binary(max_size=8).map(lambda end: PNG + end),
    ),
    max_size=3,
    unique_by=lambda picture: picture.name,
).map(tuple)


decoration = st.builds(
    Item,
    interaction=st.just(Interaction.WRITE),
    stem=some_markdown,
    explanation=st.one_of(st.just(""), markdown),
    difficulty=st.sampled_from([None, 1, 2, 3]),
    knowledge_points=st.lists(words, max_size=2).map(tuple),
    bases=st.sampled_from([(), (("《港口工作条例》（2019）第三条", "日落关门"),)]),
    points=st.one_of(st.none(), st.fractions(Fraction(1, 8), 100, max_denominator=8)),
    code=st.one_of(st.sampled_from(["", "harbour-0001", "q1"]), words),
    category=st.lists(words, max_size=3).map("/".join),
    pictures=pictures,
)
"""What every item may have, beside the parts that its interaction asks for."""

choice_lists = st.lists(some_markdown, min_size=3, max_size=8).map(tuple)
pairings = st.lists(st.tuples(some_markdown, st.integers(0, 7)), min_size=1, max_size=5)
gap = st.one_of(
    st.tuples(st.just(""), spellings),
    st.lists(choice, min_size=2, max_size=4, unique=True).map(lambda choices: (" / ".join(choices), (choices[-1],))),
)


@st.composite
def _chosen(draw: st.DrawFn, many: bool) -> Item:
    options = draw(choice_lists)
    picked = draw(
        st.sets(st.integers(0, len(options) - 1), min_size=2 if many else 1, max_size=len(options) if many else 1)
    )
    feedback = draw(st.sampled_from([(), ("",) * len(options), tuple(f"说明{place}" for place in range(len(options)))]))
    kind = Interaction.CHOOSE_MANY if many else Interaction.CHOOSE_ONE
    return replace(draw(decoration), interaction=kind, options=options, key=tuple(sorted(picked)), feedback=feedback)


@st.composite
def _filled(draw: st.DrawFn) -> Item:
    key = tuple(draw(st.lists(spellings, min_size=1, max_size=3)))
    return replace(draw(decoration), interaction=Interaction.FILL, stem=_stem(draw, len(key)), key=key)


@st.composite
def _gapped(draw: st.DrawFn) -> Item:
    prompts, key = zip(*draw(st.lists(gap, min_size=1, max_size=3)), strict=True)
    return replace(draw(decoration), interaction=Interaction.GAPS, stem=_stem(draw, len(key)), prompts=prompts, key=key)


@st.composite
def _ordered(draw: st.DrawFn) -> Item:
    options = draw(choice_lists)
    key = tuple(draw(st.permutations(range(len(options)))))
    return replace(draw(decoration), interaction=Interaction.ORDER, options=options, key=key)


@st.composite
def _paired(draw: st.DrawFn) -> Item:
    options = draw(st.lists(some_markdown, min_size=1, max_size=5, unique_by=tidy).map(tuple))
    pairs = draw(pairings)
    prompts = tuple(prompt for prompt, _ in pairs)
    key = tuple(place % len(options) for _, place in pairs)
    return replace(draw(decoration), interaction=Interaction.PAIR, options=options, prompts=prompts, key=key)


@st.composite
def _keyed(draw: st.DrawFn, interaction: Interaction, keys: SearchStrategy[Key]) -> Item:
    return replace(draw(decoration), interaction=interaction, key=draw(keys))


def _stem(draw: st.DrawFn, blanks: int) -> str:
    return "题" + f"{BLANK}、".join(draw(st.lists(piece, min_size=blanks + 1, max_size=blanks + 1)))


ITEMS: Mapping[Interaction, SearchStrategy[Item]] = {
    Interaction.CHOOSE_ONE: _chosen(many=False),
    Interaction.CHOOSE_MANY: _chosen(many=True),
    Interaction.JUDGE: _keyed(Interaction.JUDGE, st.sampled_from([(0,), (1,)])),
    Interaction.FILL: _filled(),
    Interaction.ORDER: _ordered(),
    Interaction.PAIR: _paired(),
    Interaction.NUMBER: _keyed(Interaction.NUMBER, st.tuples(st.tuples(decimals, tolerances))),
    Interaction.GAPS: _gapped(),
    Interaction.WRITE: _keyed(Interaction.WRITE, st.just(())),
}
"""A strategy for each interaction; together they make every kind of item."""

items = st.one_of(*ITEMS.values())
