"""All file formats of questions. A new one is its own file or folder, a line here, and its test."""

from quiz_app.banks.formats import json_format
from quiz_app.banks.formats.protocol import FormatTable
from quiz_app.banks.formats.xlsx import format as xlsx

FORMATS: FormatTable = {
    "xlsx": xlsx.FORMAT,
    "json": json_format.FORMAT,
}
