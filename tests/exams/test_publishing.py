"""What stands the moment an exam is published."""

from quiz_app.boards.queries.units import sums
from quiz_app.exams.actions import publishing
from quiz_app.exams.tables.exams import Exam


def test_the_roster_is_the_denominator_from_the_first_moment_on(database, cast, clock, write_exam) -> None:
    city = cast.units["临江市"]
    with database.transaction() as session:
        exam = session.get_one(Exam, write_exam().id)
        publishing.publish(session, cast.dora, exam, city, at=clock.now())
    with database.reading() as session:
        standing = sums(session, exam.board_id, city.id)
    assert standing is not None
    assert (standing.roster, standing.entrants) == (4, 0)
