"""All file formats of questions. A new one is its own file or folder, a line here, and its test."""

from quiz_app.banks.formats import json_format
from quiz_app.banks.formats.paper_text import format as paper_text
from quiz_app.banks.formats.protocol import FormatTable
from quiz_app.banks.formats.xlsx import format as xlsx

FORMATS: FormatTable = {
    "xlsx": xlsx.FORMAT,
    "docx": paper_text.DOCX,
    "paper_text": paper_text.PAPER_TEXT,
    "json": json_format.FORMAT,
}
