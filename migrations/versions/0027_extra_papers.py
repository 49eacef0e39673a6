"""Extra papers of contests, and the mode of their exams."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MODE = "ck_exams_mode_is_known"


def upgrade() -> None:
    op.create_table(
        "contest_extras",
        sa.Column("id", ID, nullable=False),
        sa.Column("contest_id", ID, nullable=False),
        sa.Column("stage_id", ID, nullable=True),
        sa.Column("exam_id", ID, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(400), nullable=False),
        sa.Column("opened_by", ID, nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("over_at", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_by", ID, nullable=True),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "over_at IS NULL OR withdrawn_at IS NULL",
            name=op.f("ck_contest_extras_a_withdrawn_one_decides_nothing"),
        ),
        sa.ForeignKeyConstraint(
            ["contest_id"], ["contests.id"], name=op.f("fk_contest_extras_contest_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["stage_id"], ["contest_stages.id"], name=op.f("fk_contest_extras_stage_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["exam_id"], ["exams.id"], name=op.f("fk_contest_extras_exam_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contest_extras")),
        sa.UniqueConstraint("exam_id", name=op.f("uq_contest_extras_exam_id")),
    )
    op.create_index(op.f("ix_contest_extras_contest_id"), "contest_extras", ["contest_id"])
    op.create_table(
        "contest_extra_entrants",
        sa.Column("extra_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["extra_id"], ["contest_extras.id"], name=op.f("fk_contest_extra_entrants_extra_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_contest_extra_entrants_member_id")),
        sa.PrimaryKeyConstraint("extra_id", "member_id", name=op.f("pk_contest_extra_entrants")),
    )
    _modes("mode IN ('official', 'mock', 'practice', 'extra')")


def downgrade() -> None:
    """The older site knows no extra paper: it keeps the exam as a mock one, which brings nothing either."""
    op.drop_table("contest_extra_entrants")
    op.drop_table("contest_extras")
    op.execute("UPDATE exams SET mode = 'mock' WHERE mode = 'extra'")
    _modes("mode IN ('official', 'mock', 'practice')")


def _modes(check: str) -> None:
    with op.batch_alter_table("exams") as table:
        table.drop_constraint(op.f(MODE), type_="check")
        table.create_check_constraint(op.f(MODE), check)
