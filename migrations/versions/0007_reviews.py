"""Questions are reviewed before they are published, their steps are kept, and members report what is wrong."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "question_submissions",
        sa.Column("id", ID, nullable=False),
        sa.Column("question_id", ID, nullable=False),
        sa.Column("question_version_id", ID, nullable=False),
        sa.Column("note", sa.String(400), nullable=False),
        sa.Column("sent_by", ID, nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_question_submissions_question_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["question_version_id"],
            ["question_versions.id"],
            name=op.f("fk_question_submissions_question_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_submissions")),
        sa.UniqueConstraint("question_id", name=op.f("uq_question_submissions_question_id")),
    )
    op.create_table(
        "question_steps",
        sa.Column("id", ID, nullable=False),
        sa.Column("question_id", ID, nullable=False),
        sa.Column("question_version_id", ID, nullable=True),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("reason", sa.String(400), nullable=False),
        sa.Column("taken_by", ID, nullable=True),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_question_steps_question_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["question_version_id"],
            ["question_versions.id"],
            name=op.f("fk_question_steps_question_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_steps")),
    )
    op.create_index("ix_question_steps_question", "question_steps", ["question_id", "id"])
    op.create_table(
        "question_reports",
        sa.Column("id", ID, nullable=False),
        sa.Column("question_id", ID, nullable=False),
        sa.Column("question_version_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("fault", sa.String(16), nullable=False),
        sa.Column("text", sa.String(600), nullable=False),
        sa.Column("source", sa.String(160), nullable=False),
        sa.Column("attempt_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("reported_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_question_reports_question_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["question_version_id"],
            ["question_versions.id"],
            name=op.f("fk_question_reports_question_version_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_question_reports_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_reports")),
        sa.UniqueConstraint(
            "member_id", "question_version_id", name=op.f("uq_question_reports_member_id_question_version_id")
        ),
    )
    op.create_index(op.f("ix_question_reports_question_id"), "question_reports", ["question_id"])
    op.create_index("ix_question_reports_member", "question_reports", ["member_id", "reported_at"])
    op.create_table(
        "question_report_answers",
        sa.Column("report_id", ID, nullable=False),
        sa.Column("text", sa.String(600), nullable=False),
        sa.Column("answered_by", ID, nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["question_reports.id"],
            name=op.f("fk_question_report_answers_report_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_question_report_answers")),
    )


def downgrade() -> None:
    for table in ("question_report_answers", "question_reports", "question_steps", "question_submissions"):
        op.drop_table(table)
