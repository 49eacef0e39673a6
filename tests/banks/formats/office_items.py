"""Questions for property tests of the office formats: texts full of what these formats use as structure."""

from fractions import Fraction

from hypothesis import strategies as st

from quiz_app.banks.formats.protocol import Item, Picture
from quiz_app.banks.types.protocol import Interaction

_AWKWARD = (
    *("1. ", "2、", "（1）", "第3题", "12) ", "【4】", "2018年", "1.5"),
    *("A. ", "B．", "C、", " D)", "（A）", "（ B ）", "(√)", "（　　）", "\\", "\\A. ", "\\（A）", "\\1. "),
    *("答案：", "【答案】", "解析：", " 解析：", "参考答案", "依据：", "题型：", "【解析】", "难度：易"),
    *("一、单选题", "二、判断题（每题2分）", "简答题", "（多选题）", "[判断]", "1-5 ABCDE", "1.A 2.B", "答案"),
    *("____", "_", "|", " / ", "；", ";", "=1+1", "_x0041_", "x005F_", "<b>&amp;</b>", "http://x.cn"),
    *("\n", "\n\n", "\n\n\n", " ", "　", "\t", "\r\n", "\x07", "\ufeff", "\u2028", "\x85", "￾"),
    *("党支部", "三会一课", "é", "𠮷", "习近平", "Ａ", "１", "學習", "😀"),
)
_pieces = st.one_of(st.sampled_from(_AWKWARD), st.text(st.characters(exclude_categories=["Cs"]), max_size=6))
_words = st.sampled_from(("党的", "支部", "甲", "乙", "条例", "会议", "x", "9"))
texts = st.tuples(_words, st.lists(_pieces, max_size=6), _words).map(
    lambda parts: parts[0] + "".join(parts[1]) + parts[2]
)
begun_awkwardly = st.tuples(st.sampled_from(_AWKWARD), texts).map("".join)
any_text = st.one_of(texts, begun_awkwardly)
maybe_text = st.one_of(st.just(""), any_text)
names = st.text(st.sampled_from("党章支部会议、，,ab1 /；\\"), min_size=1, max_size=6).map(
    lambda name: "点" + name + "末"
)
decimals = st.sampled_from(("3", "0", "-2.50", "3.14", "+7", ".5", "1e3", "0.001"))
bases = st.tuples(
    st.sampled_from(("《中国共产党章程》（2022）第三条", "《细则》（2026）第三条第（一）项", "《章程》（2022） 总纲")),
    st.one_of(st.just(""), texts),
)
pictures = st.builds(Picture, st.sampled_from(("a.png", "图 1.jpg")), st.binary(max_size=40))


@st.composite
def items(draw: st.DrawFn, interactions: frozenset[Interaction]) -> Item:
    """Items that can be asked: keys fit options and blanks, no option is empty."""
    interaction = draw(st.sampled_from(sorted(interactions)))
    stem, options, prompts, key = _asked(draw, interaction)
    return Item(
        interaction,
        stem,
        options,
        prompts,
        key,
        explanation=draw(maybe_text),
        difficulty=draw(st.sampled_from((None, 1, 2, 3))),
        knowledge_points=tuple(draw(st.lists(names, max_size=3, unique=True))),
        bases=tuple(draw(st.lists(bases, max_size=3))),
        points=draw(st.sampled_from((None, Fraction(2), Fraction(1, 2), Fraction(1, 3), Fraction(100)))),
        code=draw(st.sampled_from(("", "basics-0007", "甲-1"))),
        category=draw(st.sampled_from(("", "党章", "党章/总纲"))),
        feedback=tuple(draw(st.lists(maybe_text, min_size=len(options), max_size=len(options)))),
        pictures=tuple(draw(st.lists(pictures, max_size=1))),
        parts=tuple(draw(_parts())) if interaction is Interaction.PARTS else (),
    )


@st.composite
def _parts(draw: st.DrawFn) -> list[Item]:
    asked = (Interaction.CHOOSE_ONE, Interaction.CHOOSE_MANY, Interaction.JUDGE, Interaction.FILL, Interaction.NUMBER)
    interactions = draw(st.lists(st.sampled_from(asked), min_size=2, max_size=4))
    return [Item(interaction, *_asked(draw, interaction)) for interaction in interactions]


def _asked(draw: st.DrawFn, interaction: Interaction) -> tuple[str, tuple[str, ...], tuple[str, ...], tuple]:
    stem = draw(any_text)
    options = tuple(draw(st.lists(any_text, min_size=2, max_size=9)))
    places = range(len(options))
    match interaction:
        case Interaction.CHOOSE_ONE:
            return stem, options, (), (draw(st.sampled_from(places)),)
        case Interaction.CHOOSE_MANY:
            return stem, options, (), tuple(sorted(draw(st.sets(st.sampled_from(places), min_size=1))))
        case Interaction.JUDGE:
            return stem, (), (), (draw(st.sampled_from((0, 1))),)
        case Interaction.FILL:
            blanks = draw(st.lists(st.lists(texts, min_size=1, max_size=2), min_size=1, max_size=3))
            plain = stem.replace("_", "-")
            return plain + "，____" * len(blanks) + "。", (), (), tuple(map(tuple, blanks))
        case Interaction.ORDER:
            return stem, options, (), tuple(draw(st.permutations(places)))
        case Interaction.NUMBER:
            return stem, (), (), ((draw(decimals), draw(st.sampled_from(("0", "0.01", "1")))),)
        case Interaction.WRITE:
            return stem, (), (), draw(st.one_of(st.just(()), any_text.map(lambda text: ((text,),))))
        case Interaction.PAIR:
            prompts = draw(st.lists(any_text, min_size=2, max_size=5))
            return stem, options, tuple(prompts), tuple(draw(st.sampled_from(places)) for _ in prompts)
        case Interaction.PARTS:
            return stem, (), (), ()
    prompts = draw(st.lists(st.sampled_from(("", "甲 / 乙")), min_size=1, max_size=3))
    return stem, (), tuple(prompts), tuple(("甲",) for _ in prompts)
