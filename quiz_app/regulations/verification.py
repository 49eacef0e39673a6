"""Whether a citation may be used at all, whoever makes it."""

from collections.abc import Iterator

from quiz_app.regulations.citations import Citation
from quiz_app.regulations.registry import Registry


def citation_faults(citation: Citation, registry: Registry) -> Iterator[str]:
    """Chinese sentences on an unknown document, an unknown version or a superseded one."""
    document = registry.document(citation.document_title)
    if document is None:
        yield f"《{citation.document_title}》没有登记：核对文件名，或者先登记到 regulations.toml。"
        return
    version = document.version(citation.version_label)
    if version is None:
        known = "、".join(version.label for version in document.versions)
        yield f"《{document.title}》没有登记“{citation.version_label}”这个版本，已登记的有 {known}。"
    elif version.superseded:
        now = f"，改引 {document.current.label} 版的条款并核对内容" if document.current else ""
        yield f"《{document.title}》（{version.label}）已于 {version.superseded_on} 被取代{now}。"
