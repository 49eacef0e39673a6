"""All file formats of questions. A new one is its own module, a line here and its tests."""

from quiz_app.banks.formats import aiken
from quiz_app.banks.formats.gift import format as gift
from quiz_app.banks.formats.moodle_xml import format as moodle_xml
from quiz_app.banks.formats.protocol import FormatTable
from quiz_app.banks.formats.qti import format as qti

FORMATS: FormatTable = {
    gift.FORMAT.code: gift.FORMAT,
    aiken.FORMAT.code: aiken.FORMAT,
    moodle_xml.FORMAT.code: moodle_xml.FORMAT,
    qti.QTI_2.code: qti.QTI_2,
    qti.QTI_3.code: qti.QTI_3,
}
