"""The site with a single place at work, which somebody holds for as long as a file is there."""

import os
import threading
import time
from pathlib import Path

from flask import Flask

from quiz_app.app import create_app
from quiz_app.core.queueing import ANSWERS, Lane
from quiz_app.core.web.admission import Gate

CROWD = "QUIZ_APP_TEST_CROWD"


def site() -> Flask:
    gate = Gate(1, [Lane(20, 0.3)] * 3)
    threading.Thread(target=_hold, args=(gate, Path(os.environ[CROWD])), daemon=True).start()
    return create_app(gate=gate)


def _hold(gate: Gate, crowd: Path) -> None:
    holds = False
    while True:
        if crowd.exists() and not holds:
            holds = gate.enter(ANSWERS)
        elif holds and not crowd.exists():
            gate.leave()
            holds = False
        time.sleep(0.02)
