"""Members practise: questions answered and kept, rounds, daily questions, mistakes taken over from attempts."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IN_THE_BOOK, UNDER_WAY = sa.text("box IS NOT NULL"), sa.text("finished_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "question_stars",
        sa.Column("member_id", ID, nullable=False),
        sa.Column("question_id", ID, nullable=False),
        sa.Column("starred_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_question_stars_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_question_stars_question_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", "question_id", name=op.f("pk_question_stars")),
    )
    op.create_index("ix_question_stars_question_id", "question_stars", ["question_id"])
    op.create_table(
        "practised_questions",
        sa.Column("member_id", ID, nullable=False),
        sa.Column("question_id", ID, nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=False),
        sa.Column("times_right", sa.Integer(), nullable=False),
        sa.Column("times_wrong", sa.Integer(), nullable=False),
        sa.Column("due_day", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("box", sa.SmallInteger(), nullable=True),
        sa.Column("last_right", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(box IS NULL) = (due_day IS NULL)", name=op.f("ck_practised_questions_a_box_has_its_day")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_practised_questions_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_practised_questions_question_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", "question_id", name=op.f("pk_practised_questions")),
    )
    op.create_index("ix_practised_questions_question_id", "practised_questions", ["question_id"])
    op.create_index(
        "ix_practised_questions_book",
        "practised_questions",
        ["member_id", "due_day"],
        sqlite_where=IN_THE_BOOK,
        postgresql_where=IN_THE_BOOK,
    )
    op.create_table(
        "practice_rounds",
        sa.Column("id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("right", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("scope", sa.JSON(), nullable=False),
        sa.Column("version_ids", sa.JSON(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('drill', 'challenge', 'mistakes', 'stars')", name=op.f("ck_practice_rounds_kind_is_known")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_practice_rounds_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_rounds")),
    )
    op.create_index(
        "ix_practice_rounds_under_way",
        "practice_rounds",
        ["member_id", "kind"],
        unique=True,
        sqlite_where=UNDER_WAY,
        postgresql_where=UNDER_WAY,
    )
    op.create_index("ix_practice_rounds_best", "practice_rounds", ["member_id", "kind", "right"])
    op.create_table(
        "daily_answers",
        sa.Column("member_id", ID, nullable=False),
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("question_version_id", ID, nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=False),
        sa.Column("is_right", sa.Boolean(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_daily_answers_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["question_version_id"],
            ["question_versions.id"],
            name=op.f("fk_daily_answers_question_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", "day", name=op.f("pk_daily_answers")),
    )
    op.create_table(
        "collected_attempts",
        sa.Column("attempt_id", ID, autoincrement=False, nullable=False),
        sa.Column("collected_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempts.id"], name=op.f("fk_collected_attempts_attempt_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_collected_attempts")),
    )


def downgrade() -> None:
    for table in ("collected_attempts", "daily_answers", "practice_rounds", "practised_questions", "question_stars"):
        op.drop_table(table)
