"""Documents as files of the forms that offices use."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from quiz_app.core.printing import pdf
from quiz_app.core.printing.docx import write_docx
from quiz_app.core.printing.model import Document

PDF, DOCX = "pdf", "docx"
FORMS = {PDF: "PDF", DOCX: "Word（docx）"}


def offered() -> dict[str, str]:
    """The forms that this machine can write, with their labels: `FORMS`, without PDF where no font has Chinese."""
    return {form: label for form, label in FORMS.items() if form != PDF or pdf.can_write_pdf()}


def write(document: Document, form: str, *, seconds: int = pdf.SECONDS, memory: int = pdf.MEMORY) -> bytes:
    """`form` is one of `FORMS`. The limits, in seconds and bytes, are for PDF; raises what `pdf.write_pdf` does."""
    return pdf.write_pdf(document, seconds=seconds, memory=memory) if form == PDF else write_docx(document)


def write_apart(
    documents: Mapping[str, Document], form: str, *, seconds: int = pdf.SECONDS, memory: int = pdf.MEMORY
) -> bytes:
    """A zip with each document under its name. No time of making stands in it: the same documents make the same names
    and dates."""
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, document in documents.items():
            data = write(document, form, seconds=seconds, memory=memory)
            archive.writestr(ZipInfo(f"{name}.{form}"), data, ZIP_DEFLATED)
    return target.getvalue()
