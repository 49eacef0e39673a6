"""What one member did within the year, as rows to be stored: lessons, attempts, awards. Pure for a seed.

Every attempt is what the site itself would have written: the paper is drawn, the sheet encoded and marked by the rooms
below, and it is credited as `exams.actions.closing` credits.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from quiz_app.boards.values import pack
from quiz_app.demo.answering import Chances, answer, chances
from quiz_app.demo.people import Person
from quiz_app.demo.times import DAY, HOUR, MINUTE, SECOND, moment
from quiz_app.exams import sheets
from quiz_app.exams.actions.closing import BY_DEADLINE, BY_MEMBER
from quiz_app.exams.editions import Edition
from quiz_app.exams.grading import grade
from quiz_app.exams.papers import draw, member_seed
from quiz_app.points.rules.protocol import Rule
from quiz_app.points.rules.table import EXAM_PASSED, FULL_MARKS, LESSON_FINISHED
