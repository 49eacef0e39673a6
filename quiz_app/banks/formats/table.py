"""All file formats of questions. A new one is its own module or folder, a line here and its tests.

A file belongs to the first format that recognises it: those that leave no doubt stand first, plain text last.
"""

from quiz_app.banks.formats import aiken, json_format
from quiz_app.banks.formats.gift import format as gift
from quiz_app.banks.formats.moodle_xml import format as moodle_xml
from quiz_app.banks.formats.paper_text import format as paper_text
from quiz_app.banks.formats.protocol import FormatTable
from quiz_app.banks.formats.qti import format as qti
from quiz_app.banks.formats.xlsx import format as xlsx

FORMATS: FormatTable = {
    "xlsx": xlsx.FORMAT,
    "docx": paper_text.DOCX,
    qti.QTI_2.code: qti.QTI_2,
    qti.QTI_3.code: qti.QTI_3,
    moodle_xml.FORMAT.code: moodle_xml.FORMAT,
    "json": json_format.FORMAT,
    aiken.FORMAT.code: aiken.FORMAT,
    gift.FORMAT.code: gift.FORMAT,
    "paper_text": paper_text.PAPER_TEXT,
}
