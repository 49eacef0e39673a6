"""Written answers are marked by people: tasks, readers, marks, publications; a score may come after handing in."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CREDIT_AFTER = sa.text("score IS NOT NULL AND points_awarded IS NULL")
CREDIT_BEFORE = sa.text("submitted_at IS NOT NULL AND points_awarded IS NULL")
UNSCORED = sa.text("submitted_at IS NOT NULL AND score IS NULL")


def upgrade() -> None:
    _uncredited(CREDIT_BEFORE, CREDIT_AFTER)
    op.create_index("ix_attempts_unscored", "attempts", ["exam_id"], sqlite_where=UNSCORED, postgresql_where=UNSCORED)
    with op.batch_alter_table("attempts") as table:
        table.drop_constraint(op.f("ck_attempts_a_score_closes_it"), type_="check")
        table.create_check_constraint(
            op.f("ck_attempts_a_score_follows_handing_in"), "submitted_at IS NOT NULL OR score IS NULL"
        )
    op.create_table(
        "markings",
        sa.Column("exam_id", ID, nullable=False),
        sa.Column("rounds", sa.SmallInteger(), nullable=False),
        sa.Column("tolerance", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exams.id"], name=op.f("fk_markings_exam_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("exam_id", name=op.f("pk_markings")),
    )
    op.create_table(
        "readers",
        sa.Column("id", ID, nullable=False),
        sa.Column("exam_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("adjudicates", sa.Boolean(), nullable=False),
        sa.Column("appointed_by", ID, nullable=True),
        sa.Column("appointed_at", sa.BigInteger(), nullable=False),
        sa.Column("dismissed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["exam_id"], ["exams.id"], name=op.f("fk_readers_exam_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_readers_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readers")),
        sa.UniqueConstraint("exam_id", "member_id", name=op.f("uq_readers_exam_id_member_id")),
    )
    op.create_index(op.f("ix_readers_member_id"), "readers", ["member_id"])
    op.create_table(
        "marking_tasks",
        sa.Column("id", ID, nullable=False),
        sa.Column("exam_id", ID, nullable=False),
        sa.Column("attempt_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("claimed_by", ID, nullable=True),
        sa.Column("claimed_until", sa.BigInteger(), nullable=True),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("stage", sa.SmallInteger(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("shares", sa.JSON(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exams.id"], name=op.f("fk_marking_tasks_exam_id")),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempts.id"], name=op.f("fk_marking_tasks_attempt_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marking_tasks")),
        sa.UniqueConstraint("attempt_id", "number", name=op.f("uq_marking_tasks_attempt_id_number")),
    )
    op.create_index("ix_marking_tasks_queue", "marking_tasks", ["exam_id", "stage", "question", "id"])
    op.create_table(
        "marks",
        sa.Column("id", ID, nullable=False),
        sa.Column("task_id", ID, nullable=False),
        sa.Column("reader_id", ID, nullable=False),
        sa.Column("stage", sa.SmallInteger(), nullable=False),
        sa.Column("shares", sa.JSON(), nullable=False),
        sa.Column("comment", sa.String(400), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["marking_tasks.id"], name=op.f("fk_marks_task_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["reader_id"], ["readers.id"], name=op.f("fk_marks_reader_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marks")),
    )
    op.create_index(op.f("ix_marks_task_id"), "marks", ["task_id"])
    op.create_index(op.f("ix_marks_reader_id"), "marks", ["reader_id"])
    op.create_table(
        "mark_publications",
        sa.Column("id", ID, nullable=False),
        sa.Column("exam_id", ID, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("published_by", ID, nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["exam_id"], ["exams.id"], name=op.f("fk_mark_publications_exam_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark_publications")),
    )
    op.create_index(op.f("ix_mark_publications_exam_id"), "mark_publications", ["exam_id"])


def downgrade() -> None:
    """Attempts that wait for marks get the score 0, since the older site knows no other."""
    for table in ("mark_publications", "marks", "marking_tasks", "readers", "markings"):
        op.drop_table(table)
    op.execute("UPDATE attempts SET score = 0 WHERE submitted_at IS NOT NULL AND score IS NULL")
    with op.batch_alter_table("attempts") as table:
        table.drop_constraint(op.f("ck_attempts_a_score_follows_handing_in"), type_="check")
        table.create_check_constraint(op.f("ck_attempts_a_score_closes_it"), "(submitted_at IS NULL) = (score IS NULL)")
    op.drop_index("ix_attempts_unscored", table_name="attempts")
    _uncredited(CREDIT_AFTER, CREDIT_BEFORE)


def _uncredited(before: sa.TextClause, after: sa.TextClause) -> None:
    op.drop_index("ix_attempts_uncredited", table_name="attempts", sqlite_where=before, postgresql_where=before)
    op.create_index("ix_attempts_uncredited", "attempts", ["exam_id"], sqlite_where=after, postgresql_where=after)
