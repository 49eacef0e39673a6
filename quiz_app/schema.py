"""Every table of every room: what a migration is compared with."""

from quiz_app.banks.tables import imports as _imports
from quiz_app.banks.tables import members as _kept_by_members
from quiz_app.banks.tables import questions as _questions
from quiz_app.banks.tables import reviews as _reviews
from quiz_app.boards import tables as _boards
from quiz_app.bulletins import tables as _bulletins
from quiz_app.certificates import tables as _certificates
from quiz_app.contests.tables import contests as _contests
from quiz_app.contests.tables import entrants as _contest_entrants
from quiz_app.contests.tables import extras as _contest_extras
from quiz_app.contests.tables import outcomes as _contest_outcomes
from quiz_app.core.db import Base
from quiz_app.core.jobs import tables as _jobs
from quiz_app.corrections import tables as _corrections
from quiz_app.courses import tables as _courses
from quiz_app.exams.tables import attempts as _attempts
from quiz_app.exams.tables import entering as _entering
from quiz_app.exams.tables import exams as _exams
from quiz_app.exams.tables import marking as _marking
from quiz_app.exams.tables import signals as _signals
from quiz_app.exams.tables import sittings as _sittings
from quiz_app.exams.tables import tallies as _tallies
from quiz_app.members import tables as _members
from quiz_app.notices.tables import notices as _notices
from quiz_app.notices.tables import relief as _relief
from quiz_app.notices.tables import suggestions as _suggestions
from quiz_app.organizations import tables as _organizations
from quiz_app.points import tables as _points
from quiz_app.practice import tables as _practice
from quiz_app.regulations import tables as _regulations

ROOMS = (
    _jobs,
    _organizations,
    _members,
    _notices,
    _relief,
    _suggestions,
    _certificates,
    _boards,
    _points,
    _regulations,
    _questions,
    _imports,
    _reviews,
    _kept_by_members,
    _exams,
    _attempts,
    _entering,
    _sittings,
    _tallies,
    _marking,
    _signals,
    _practice,
    _contests,
    _contest_entrants,
    _contest_extras,
    _contest_outcomes,
    _courses,
    _corrections,
    _bulletins,
)
METADATA = Base.metadata
