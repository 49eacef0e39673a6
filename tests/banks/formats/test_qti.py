"""QTI items and packages as other systems write them, in the words of 2.1 and of 3.0."""

import pytest

from quiz_app.banks.formats.protocol import Item, Picture, Unreadable
from quiz_app.banks.formats.qti.format import QTI_2, QTI_3
from quiz_app.banks.types.protocol import Interaction
from tests.banks.formats.packages import manifest, packed
from tests.banks.formats.strategies import PNG

NAMESPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"


def declared(right: str, cardinality: str = "single", base: str = "identifier", mapping: str = "") -> str:
    values = "".join(f"<value>{value}</value>" for value in right.split("|") if value)
    inner = f"<correctResponse>{values}</correctResponse>{mapping}"
    tag = "responseDeclaration"
    return f'<{tag} identifier="R" cardinality="{cardinality}" baseType="{base}">{inner}</{tag}>'


def item(head: str, body: str, tail: str = "") -> bytes:
    attributes = f'xmlns="{NAMESPACE}" identifier="q-1" title="甲"'
    return f"<assessmentItem {attributes}>{head}<itemBody>{body}</itemBody>{tail}</assessmentItem>".encode()


def choices(tag: str, texts: str) -> str:
    return "".join(
        f'<{tag} identifier="{sign}">{text}</{tag}>' for sign, text in zip("ABCD", texts.split("|"), strict=False)
    )


def interaction(name: str, inner: str = "", more: str = "") -> str:
    return f'<{name}Interaction responseIdentifier="R" {more}>{inner}</{name}Interaction>'


MAPPING = '<mapping><mapEntry mapKey="港务局" mappedValue="1"/><mapEntry mapKey="港口局" mappedValue="1"/></mapping>'
EQUAL = '<responseProcessing><equal toleranceMode="absolute" tolerance="0.5 0.5"/></responseProcessing>'
SETS = "<simpleMatchSet>{}</simpleMatchSet><simpleMatchSet>{}</simpleMatchSet>"
LEFT = "".join(
    f'<simpleAssociableChoice identifier="{name}">{text}</simpleAssociableChoice>'
    for name, text in (("L1", "日出"), ("L2", "日落"))
)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            item(
                declared("B"),
                "<p>甲</p>" + interaction("choice", "<prompt>乙？</prompt>" + choices("simpleChoice", "一|二|三")),
            ),
            Item(Interaction.CHOOSE_ONE, "甲\n\n乙？", ("一", "二", "三"), key=(1,)),
        ),
        (
            item(declared("A|C", "multiple"), "甲" + interaction("choice", choices("simpleChoice", "一|二|<b>三</b>"))),
            Item(Interaction.CHOOSE_MANY, "甲", ("一", "二", "**三**"), key=(0, 2)),
        ),
        (
            item(declared("B"), "甲" + interaction("choice", choices("simpleChoice", "True|False"))),
            Item(Interaction.JUDGE, "甲", key=(1,)),
        ),
        (
            item(declared("C|A|B", "ordered"), "甲" + interaction("order", choices("simpleChoice", "一|二|三"))),
            Item(Interaction.ORDER, "甲", ("一", "二", "三"), key=(2, 0, 1)),
        ),
        (
            item(
                declared("L1 B|L2 A", "multiple", "directedPair"),
                "甲" + interaction("match", SETS.format(LEFT, choices("simpleAssociableChoice", "关门|开门"))),
            ),
            Item(Interaction.PAIR, "甲", ("关门", "开门"), ("日出", "日落"), (1, 0)),
        ),
        (
            item(
                declared("A D|B C", "multiple", "pair"),
                "甲" + interaction("associate", choices("simpleAssociableChoice", "日出|日落|关门|开门")),
            ),
            Item(Interaction.PAIR, "甲", ("开门", "关门"), ("日出", "日落"), (0, 1)),
        ),
        (
            item(declared("港务局", base="string", mapping=MAPPING), f"<p>由{interaction('textEntry')}管</p>"),
            Item(Interaction.FILL, "由____管", key=(("港务局", "港口局"),)),
        ),
        (
            item(declared("3", base="float"), f"<p>几米？</p><p>{interaction('textEntry')}</p>", EQUAL),
            Item(Interaction.NUMBER, "几米？", key=(("3", "0.5"),)),
        ),
        (
            item(declared("B"), f"<p>在{interaction('inlineChoice', choices('inlineChoice', '山上|海边'))}</p>"),
            Item(Interaction.GAPS, "在____", (), ("山上 / 海边",), (("海边",),)),
        ),
        (item(declared("", base="string"), "<p>谈</p>" + interaction("extendedText")), Item(Interaction.WRITE, "谈")),
    ],
)
def test_each_interaction_is_read(data: bytes, expected: Item) -> None:
    (read,) = QTI_2.read(data).items
    assert read == Item(**{**vars(expected), "code": "q-1"})


def test_the_words_of_3_0_say_the_same() -> None:
    data = """<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="q-1" title="甲">
      <qti-response-declaration identifier="R" cardinality="single" base-type="identifier">
        <qti-correct-response><qti-value>B</qti-value></qti-correct-response></qti-response-declaration>
      <qti-outcome-declaration identifier="MAXSCORE"><qti-default-value><qti-value>2</qti-value></qti-default-value>
      </qti-outcome-declaration>
      <qti-item-body><p>甲</p><qti-choice-interaction response-identifier="R" max-choices="1">
        <qti-simple-choice identifier="A">一<qti-feedback-inline identifier="x">不对</qti-feedback-inline>
        </qti-simple-choice>
        <qti-simple-choice identifier="B">二</qti-simple-choice></qti-choice-interaction></qti-item-body>
      <qti-modal-feedback identifier="y"><qti-content-body><p>解</p></qti-content-body></qti-modal-feedback>
      </qti-assessment-item>"""
    (read,) = QTI_3.read(data.encode()).items
    assert (read.stem, read.options, read.key, read.points) == ("甲", ("一", "二"), (1,), 2)
    assert (read.feedback, read.explanation) == (("不对", ""), "解")


def test_a_package_is_read_in_the_order_of_its_manifest_with_pictures_and_what_it_says_of_each_item() -> None:
    lom = (
        "<metadata><lom><general><keyword><string>码头</string></keyword></general><educational><difficulty>"
        "<source>LOMv1.0</source><value>difficult</value></difficulty></educational></lom></metadata>"
    )
    body = '<p><img src="../media/a.png" alt="图"/></p>' + interaction("extendedText")
    files = {
        "imsmanifest.xml": manifest(["items/2.xml", "items/1.xml"], metadata=lom),
        "items/1.xml": item(declared("", base="string"), "<p>甲</p>" + interaction("extendedText")),
        "items/2.xml": item(declared("", base="string"), body),
        "media/a.png": PNG,
    }
    second, first = QTI_2.read(packed(files)).items
    assert (second.stem, second.pictures, second.row) == ("![图](images/a.png)", (Picture("a.png", PNG),), 1)
    assert (first.stem, first.difficulty, first.knowledge_points) == ("甲", 3, ("码头",))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (item("", "甲"), "没有要作答"),
        (item(declared("A"), "甲" + interaction("hotspot")), "hotspotInteraction"),
        (item(declared("A"), interaction("choice") + interaction("order")), "几处不同"),
        (item(declared("Z"), "甲" + interaction("choice", choices("simpleChoice", "一|二"))), "不在选项里"),
        (item("", "甲" + interaction("choice", choices("simpleChoice", "一|二"))), "正确答案"),
        (item(declared("三", base="float"), "甲" + interaction("textEntry")), "不是数值"),
        (item(declared("L1 A", "multiple"), "甲" + interaction("match", SETS.format(LEFT, ""))), "一个右项"),
    ],
)
def test_an_item_that_cannot_be_taken_says_why(data: bytes, reason: str) -> None:
    reading = QTI_2.read(data)
    assert reading.items == ()
    assert reason in reading.refused[0].reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<questestinterop/>", "1.2"),
        (b"<quiz/>", "assessmentItem"),
        (b"<assessmentItem>", "完整"),
        (packed({"a.xml": b""}), "imsmanifest.xml"),
        (packed({"imsmanifest.xml": manifest([])}), "没有题目"),
        (b"PK\x03\x04broken", "zip"),
    ],
)
def test_what_is_no_package_says_what_to_do(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        QTI_2.read(data)


def test_a_paper_in_the_package_is_named_and_a_broken_item_hides_no_other() -> None:
    papers = manifest(["paper.xml"], "imsqti_test_xmlv2p1").replace(
        b"</resources>",
        manifest(["1.xml", "2.xml"]).split(b"<resources>")[1].partition(b"</resources>")[0] + b"</resources>",
    )
    good = item(declared("", base="string"), "<p>甲</p>" + interaction("extendedText"))
    reading = QTI_2.read(packed({"imsmanifest.xml": papers, "1.xml": b"<broken", "2.xml": good}))
    assert (len(reading.items), [refused.row for refused in reading.refused]) == (1, [1])
    assert [(found.row, "imsqti_test" in found.what) for found in reading.unsupported] == [(0, True)]


def test_versions_are_told_apart() -> None:
    written = [(known, known.write([Item(Interaction.WRITE, "甲")], "港口").data) for known in (QTI_2, QTI_3)]
    assert [[known.recognises(data, "a.zip") for _, data in written] for known, _ in written] == [
        [True, False],
        [False, True],
    ]
    assert QTI_2.recognises(item("", ""), "a.xml")
    assert not QTI_3.recognises(item("", ""), "a.xml")
