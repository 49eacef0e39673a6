"""The names of QTI 2.1, which the code speaks, and those of 3.0, which says `qti-item-body` for `itemBody`."""

import re
from xml.etree.ElementTree import Element

from quiz_app.banks.formats.trees import local

XHTML = {
    "p",
    "div",
    "span",
    "br",
    "img",
    "strong",
    "em",
    "b",
    "i",
    "code",
    "pre",
    "a",
    "hr",
    "blockquote",
    "sub",
    "sup",
}
XHTML |= {"ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"}
XHTML |= {"h1", "h2", "h3", "h4", "h5", "h6", "object", "u", "figure", "figcaption", "section"}

_PREFIX = "qti-"
_HUMP = re.compile(r"(?<=[a-z0-9])([A-Z])")
_DASH = re.compile(r"-([a-z0-9])")


def spoken(element: Element) -> Element:
    """The tree with the names of 2.1, whichever version it came in; changed in place."""
    for each in element.iter():
        tag = local(each.tag)
        each.tag = _camel(tag.removeprefix(_PREFIX)) if tag.startswith(_PREFIX) else tag
        for name in list(each.attrib):
            value = each.attrib.pop(name)
            each.attrib[_camel(local(name))] = value
    return element


def dashed(element: Element) -> Element:
    """The tree with the names of 3.0, which wraps what a modal feedback says; changed in place."""
    for feedback in element.findall("modalFeedback"):
        content = Element("contentBody")
        content.extend(list(feedback))
        feedback[:] = [content]
    for each in element.iter():
        if each.tag not in XHTML:
            each.tag = _PREFIX + _kebab(each.tag)
        each.attrib = {_kebab(name): value for name, value in each.attrib.items()}
    return element


def _camel(name: str) -> str:
    return _DASH.sub(lambda match: match[1].upper(), name)


def _kebab(name: str) -> str:
    return _HUMP.sub(lambda match: "-" + match[1].lower(), name)
