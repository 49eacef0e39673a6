"""Every signal there is, by the name it is stored under, in the order in which the queue shows them."""

from quiz_app.exams.signals.alike import ALIKE
from quiz_app.exams.signals.browser import BROWSER
from quiz_app.exams.signals.history import HISTORY
from quiz_app.exams.signals.protocol import Signal
from quiz_app.exams.signals.quick import QUICK
from quiz_app.exams.signals.reading import READING

SIGNALS: dict[str, Signal] = {
    "alike": ALIKE,
    "browser": BROWSER,
    "reading": READING,
    "quick": QUICK,
    "history": HISTORY,
}
