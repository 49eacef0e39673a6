"""Regulation texts, split into articles and named sections, so that citations and quotations can be checked.

A text is plain UTF-8. Its first line names the source and is not part of it. It may be a whole document (chapters,
articles, or headings where there are no articles), excerpts in which each article carries a mark such as 【见 …】,
sections headed 【文件名】 of several documents, or a commentary whose articles stand between 【条文】 and 【解读】.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from quiz_app.regulations.citations import Citation, number, place
from quiz_app.regulations.registry import Registry

_NUMERAL = "[零〇一二三四五六七八九十百]+"
_ARTICLE = re.compile(rf"第(?P<number>{_NUMERAL})条(?:【(?P<mark>[^】]*)】)?(?:[ \t\u3000]+|(?<=】)|$)(?P<rest>.*)")
_CHAPTER = re.compile(rf"第(?P<number>{_NUMERAL})章[ \t\u3000]+(?P<name>.{{1,40}}?)")
_FRAME = re.compile(r"总纲|前言|序言|结束语")
_PART = re.compile(rf"(?P<number>{_NUMERAL})、(?P<name>[^。；：]{{2,40}})")
_SUBPART = re.compile(rf"（(?P<number>{_NUMERAL})）(?P<name>[^。；：]{{1,40}})")
_ITEM = re.compile(rf"（({_NUMERAL})）")
_DOCUMENT_HEAD = re.compile(r"【(?P<title>[^】]+)】(?:（.*)?")
_MARKED = re.compile(r"(?:（(?P<name>[^）]*)）)?【(?P<mark>[^】]*)】(?P<rest>.*)")
_NOTE = re.compile(r"（.*）")
_UNSURE_NUMBERS = re.compile(rf"条号除第(?P<sure>{_NUMERAL})条外为常识")
_EDITORS_WORDS = re.compile(r"（以下未见[^）]*）|（以上未见[^）]*）")
_SOURCE = re.compile(r"（?(?:信息)?来源[:：].*")


class Standing(StrEnum):
    """How far an article at hand may be relied on."""

    CERTAIN = "certain"
    PARTIAL = "partial"
    RETOLD = "retold"
    NUMBER_UNSURE = "number_unsure"


@dataclass(frozen=True)
class Provision:
    """The words of an article or section. `condensed` texts have lost their paragraph breaks."""

    text: str
    standing: Standing = Standing.CERTAIN
    condensed: bool = False


@dataclass(frozen=True)
class RegulationText:
    """One document: articles by number, chapters and other sections by every name they may be cited by."""

    articles: Mapping[int, Provision]
    sections: Mapping[str, Provision]

    def find(self, article: str) -> Provision | None:
        """The cited article, paragraph, item or section, or None where the text does not show it."""
        numbers = place(article)
        if numbers is None:
            return self.sections.get(_bare(article))
        provision = self.articles.get(numbers.article)
        if provision is None:
            return None
        text: str | None = provision.text
        if numbers.paragraph is not None:
            text = None if provision.condensed else _paragraph(provision.text, numbers.paragraph)
        if text is not None and numbers.item is not None:
            text = _item(text, numbers.item)
        return replace(provision, text=text) if text else None


@dataclass(frozen=True)
class Texts:
    """The texts at hand, by document title and version label."""

    documents: Mapping[tuple[str, str], RegulationText]

    def covers(self, title: str, label: str) -> bool:
        return (title, label) in self.documents

    def look_up(self, citation: Citation) -> Provision | None:
        document = self.documents.get((citation.document_title, citation.version_label))
        return document.find(citation.article) if document else None

    def find(self, title: str, article: str) -> str | None:
        """The words of an article in whichever version of the document is at hand."""
        for (known, _), document in self.documents.items():
            if known == title and (provision := document.find(article)):
                return provision.text
        return None


def gather(registry: Registry, files: Mapping[str, str]) -> Texts:
    """The texts of all registered versions whose file is among `files` (contents by file name)."""
    return Texts(
        {
            (document.title, version.label): split(files[version.text], document.title)
            for document in registry.documents
            for version in document.versions
            if version.text and version.text in files
        }
    )


def split(text: str, title: str) -> RegulationText:
    """The articles and sections of the document `title` in `text`."""
    lines = [line.strip() for line in text.removeprefix("\ufeff").splitlines()]
    if lines and _SOURCE.match(lines[0]):
        lines = lines[1:]
    lines = _own_part(lines, title)
    if "【条文】" in lines:
        lines = _between(lines, "【条文】", "【解读】")
    lines = [line for line in lines if line and not _SOURCE.fullmatch(line)]
    marked = any((match := _ARTICLE.fullmatch(line)) and match["mark"] for line in lines)
    if marked:
        return _split_excerpts(lines)
    articles = _split_articles(lines)
    return RegulationText(articles, _split_chapters(lines) if articles else _split_headings(lines))


def quotes(text: str, quotation: str) -> bool:
    """Whether the quotation stands in the text word for word; only blanks and line breaks are overlooked.

    An ellipsis in either is somebody's omission, so words that span one are no quotation.
    """
    wanted = "".join(quotation.split())
    return bool(wanted) and "…" not in wanted and wanted in "".join(text.split())


def _own_part(lines: list[str], title: str) -> list[str]:
    heads = [index for index, line in enumerate(lines) if _is_document_head(line)]
    if not heads:
        return lines
    for index, end in zip(heads, [*heads[1:], len(lines)], strict=True):
        head = _DOCUMENT_HEAD.fullmatch(lines[index])
        if head and head["title"] == title:
            return lines[index + 1 : end]
    return []


def _is_document_head(line: str) -> bool:
    head = _DOCUMENT_HEAD.fullmatch(line)
    return bool(head) and head["title"] not in ("条文", "解读") and not head["title"].startswith(("见", "未见"))


def _between(lines: Iterable[str], start: str, stop: str) -> list[str]:
    kept, inside = [], False
    for line in lines:
        if line in (start, stop) or line.startswith("## "):
            inside = line == start
        elif inside:
            kept.append(line)
    return kept


def _split_articles(lines: list[str]) -> dict[int, Provision]:
    found: dict[int, list[str]] = {}
    current: list[str] | None = None
    for line in lines:
        match = _ARTICLE.fullmatch(line)
        if match:
            current = found.setdefault(number(match["number"]), [])
            current.append(match["rest"])
        elif _CHAPTER.fullmatch(line) or _FRAME.fullmatch(_bare(line)):
            current = None
        elif current is not None:
            current.append(line)
    return {key: Provision("\n".join(part for part in parts if part)) for key, parts in found.items()}


def _split_chapters(lines: list[str]) -> dict[str, Provision]:
    sections: dict[str, list[str]] = {}
    current: list[str] = []
    for line in lines:
        chapter = _CHAPTER.fullmatch(line)
        if chapter or _FRAME.fullmatch(_bare(line)):
            current = []
            sections[_bare(line)] = current
            if chapter:
                sections[f"第{chapter['number']}章"] = current
        current.append(line)
    return {name: Provision("\n".join(parts)) for name, parts in sections.items()}


def _split_headings(lines: list[str]) -> dict[str, Provision]:
    """Sections of a document without articles. A name that two sections share stands for neither."""
    named: dict[str, list[list[str]]] = {}
    part: list[str] = []
    subpart: list[str] = []
    above = ""
    for line in lines:
        if _FRAME.fullmatch(_bare(line)) or _PART.fullmatch(line):
            part, subpart, above = [], [], _bare(line)
            for name in _names_of_part(line):
                named.setdefault(name, []).append(part)
        elif heading := _SUBPART.fullmatch(line):
            subpart = []
            for name in (_bare(line), _bare(heading["name"]), above + _bare(line)):
                named.setdefault(name, []).append(subpart)
        part.append(line)
        subpart.append(line)
    return {name: Provision("\n".join(found[0])) for name, found in named.items() if len(found) == 1}


def _names_of_part(line: str) -> list[str]:
    match = _PART.fullmatch(line)
    if match is None:
        return [_bare(line)]
    return [_bare(line), _bare(match["name"]), f"第{match['number']}部分"]


def _split_excerpts(lines: list[str]) -> RegulationText:
    articles: dict[int, Provision] = {}
    sections: dict[str, Provision] = {}
    sure: int | None = None
    numbers_unsure = False
    for line in lines:
        match = _ARTICLE.fullmatch(line)
        if match:
            key = number(match["number"])
            provision = _excerpt(match["mark"], match["rest"])
            if provision and numbers_unsure and key != sure and provision.standing is not Standing.RETOLD:
                provision = replace(provision, standing=Standing.NUMBER_UNSURE)
            if provision:
                articles.setdefault(key, provision)
        elif unnumbered := _MARKED.fullmatch(line):
            provision = _excerpt(unnumbered["mark"], unnumbered["rest"])
            chapter = _CHAPTER.match((unnumbered["name"] or "").split("，")[0])
            if provision and chapter:
                sections[f"第{chapter['number']}章"] = replace(provision, standing=Standing.NUMBER_UNSURE)
        elif _NOTE.fullmatch(line):
            unsure = _UNSURE_NUMBERS.search(line)
            numbers_unsure = unsure is not None
            sure = number(unsure["sure"]) if unsure else None
    return RegulationText(articles, sections)


def _excerpt(mark: str | None, words: str) -> Provision | None:
    """An excerpted article, or None where only its subject is known."""
    if mark is None:
        return Provision(words, Standing.RETOLD, condensed=True)
    if mark.startswith("未见"):
        return None
    text = _EDITORS_WORDS.sub("……", words).strip()
    standing = Standing.CERTAIN
    if "大意" in mark or "转述" in mark.replace("转述并标明", "转述"):
        standing = Standing.RETOLD
    elif "条号为常识" in mark:
        standing = Standing.NUMBER_UNSURE
    elif "部分" in mark or "首项" in mark or "首句" in mark or "……" in text:
        standing = Standing.PARTIAL
    return Provision(text, standing, condensed=True)


def _paragraph(text: str, wanted: int) -> str | None:
    """The paragraph (款) of an article: a line of its own with the items that follow it."""
    paragraphs: list[list[str]] = []
    for line in text.split("\n"):
        if _ITEM.match(line) and paragraphs:
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
    return "\n".join(paragraphs[wanted - 1]) if 1 <= wanted <= len(paragraphs) else None


def _item(text: str, wanted: int) -> str | None:
    """The item （三） of a text: from its bracket to the next one or the end of its line."""
    for line in text.split("\n"):
        marks = list(_ITEM.finditer(line))
        for position, mark in enumerate(marks):
            if number(mark[1]) == wanted:
                end = marks[position + 1].start() if position + 1 < len(marks) else len(line)
                return line[mark.start() : end]
    return None


def _bare(name: str) -> str:
    return "".join(name.split())
