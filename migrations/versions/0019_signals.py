"""What the server saw of an attempt, what stands out in an exam, and what people made of it."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("sign_ins", sa.Column("browser", sa.BigInteger(), nullable=True))
    op.create_table(
        "attempt_visits",
        sa.Column("attempt_id", ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("sign_in_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempts.id"], name=op.f("fk_attempt_visits_attempt_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("attempt_id", "at", "kind", name=op.f("pk_attempt_visits")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "signal_runs",
        sa.Column("exam_id", ID, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exams.id"], name=op.f("fk_signal_runs_exam_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("exam_id", name=op.f("pk_signal_runs")),
    )
    op.create_table(
        "signals",
        sa.Column("id", ID, nullable=False),
        sa.Column("exam_id", ID, nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("sentence", sa.String(600), nullable=False),
        sa.Column("found_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["exam_id"], ["exams.id"], name=op.f("fk_signals_exam_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signals")),
        sa.UniqueConstraint("exam_id", "kind", "subject", name=op.f("uq_signals_exam_id_kind_subject")),
    )
    op.create_table(
        "signal_attempts",
        sa.Column("signal_id", ID, nullable=False),
        sa.Column("attempt_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["signal_id"], ["signals.id"], name=op.f("fk_signal_attempts_signal_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempts.id"], name=op.f("fk_signal_attempts_attempt_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("signal_id", "attempt_id", name=op.f("pk_signal_attempts")),
    )
    op.create_index("ix_signal_attempts_attempt_id", "signal_attempts", ["attempt_id"])
    op.create_table(
        "signal_decisions",
        sa.Column("signal_id", ID, nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("verdict", sa.String(12), nullable=False),
        sa.Column("reason", sa.String(400), nullable=False),
        sa.Column("decided_by", ID, nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('no_concern', 'talked', 'forwarded', 'reopened')",
            name=op.f("ck_signal_decisions_verdict_is_known"),
        ),
        sa.ForeignKeyConstraint(
            ["signal_id"], ["signals.id"], name=op.f("fk_signal_decisions_signal_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["members.id"], name=op.f("fk_signal_decisions_decided_by")),
        sa.PrimaryKeyConstraint("signal_id", "number", name=op.f("pk_signal_decisions")),
    )


def downgrade() -> None:
    for table in ("signal_decisions", "signal_attempts", "signals", "signal_runs", "attempt_visits"):
        op.drop_table(table)
    with op.batch_alter_table("sign_ins") as batch:
        batch.drop_column("browser")
