"""Quizzes know the page of their lesson, the way back from a result."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

QUIZZES = sa.text("SELECT quiz_id, course_id, id FROM lessons WHERE quiz_id IS NOT NULL")
TELL = sa.text("UPDATE exams SET page = :page WHERE id = :quiz")


def upgrade() -> None:
    with op.batch_alter_table("exams") as table:
        table.add_column(sa.Column("page", sa.JSON(), nullable=True))
    connection = op.get_bind()
    for quiz, course, lesson in connection.execute(QUIZZES).all():
        page = {"endpoint": "courses.lesson", "course_id": course, "lesson_id": lesson}
        connection.execute(TELL, {"page": json.dumps(page), "quiz": quiz})


def downgrade() -> None:
    with op.batch_alter_table("exams") as table:
        table.drop_column("page")
