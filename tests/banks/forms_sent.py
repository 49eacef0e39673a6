"""What a browser would send if somebody pressed the button of a page's form without touching anything."""

from html.parser import HTMLParser


def as_sent(page: str) -> dict[str, object]:
    """The fields of the page's main form; those that several values go under as lists."""
    reader = _FormReader()
    reader.feed(page)
    return reader.fields


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, object] = {}
        self._inside = False
        self._area: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._inside = given.get("class") == "form"
        if not self._inside:
            return
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "input":
            self._input(name, value, given)
        elif tag == "textarea":
            self._area, self.fields[name] = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in given or self._select not in self.fields):
            self.fields[self._select] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.fields[self._area] = f"{self.fields[self._area]}{data}".removeprefix("\r\n")

    def _input(self, name: str, value: str, given: dict[str, str | None]) -> None:
        if given.get("type") not in ("radio", "checkbox"):
            self.fields[name] = value
        elif "checked" in given and name == "right":
            self.fields.setdefault(name, [])
            self.fields[name].append(value)
        elif "checked" in given:
            self.fields[name] = value
