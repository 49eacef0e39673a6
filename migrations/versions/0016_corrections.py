"""Published exams are corrected: what counts since beside each edition, proposals, decisions, changed attempts."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("closed_at IS NULL")
VOIDED = sa.text("voided IS NOT NULL")


def upgrade() -> None:
    op.add_column("editions", sa.Column("amendments", sa.Text(), nullable=True))
    op.add_column("editions", sa.Column("regraded_to", ID, nullable=True))
    for name in ("voided", "first_score", "first_voided"):
        op.add_column("attempts", sa.Column(name, sa.Integer(), nullable=True))
    op.create_index(
        "ix_attempts_voided", "attempts", ["exam_id", "score"], sqlite_where=VOIDED, postgresql_where=VOIDED
    )
    op.create_table(
        "corrections",
        sa.Column("id", ID, nullable=False),
        sa.Column("exam_id", ID, nullable=False),
        sa.Column("edition_id", ID, nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("question", sa.Integer(), nullable=True),
        sa.Column("key", sa.JSON(), nullable=True),
        sa.Column("credit_rule", sa.String(16), nullable=True),
        sa.Column("reason", sa.String(600), nullable=False),
        sa.Column("basis", sa.String(300), nullable=False),
        sa.Column("proposed_by", ID, nullable=False),
        sa.Column("proposed_at", sa.BigInteger(), nullable=False),
        sa.Column("preview", sa.JSON(), nullable=False),
        sa.Column("previewed_to", ID, nullable=False),
        sa.Column("previewed_at", sa.BigInteger(), nullable=True),
        sa.Column("began_at", sa.BigInteger(), nullable=True),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('key', 'void', 'gift', 'credit')", name=op.f("ck_corrections_kind_is_known")),
        sa.CheckConstraint(
            "(kind = 'credit') = (question IS NULL)", name=op.f("ck_corrections_of_a_question_or_of_the_rule")
        ),
        sa.ForeignKeyConstraint(["exam_id"], ["exams.id"], name=op.f("fk_corrections_exam_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_corrections_edition_id")),
        sa.ForeignKeyConstraint(["proposed_by"], ["members.id"], name=op.f("fk_corrections_proposed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    op.create_index(op.f("ix_corrections_exam_id"), "corrections", ["exam_id"])
    op.create_index(
        "ix_corrections_one_open",
        "corrections",
        ["edition_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_table(
        "correction_decisions",
        sa.Column("correction_id", ID, nullable=False),
        sa.Column("verdict", sa.String(12), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("decided_by", ID, nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('approved', 'rejected', 'withdrawn')", name=op.f("ck_correction_decisions_verdict_is_known")
        ),
        sa.ForeignKeyConstraint(
            ["correction_id"],
            ["corrections.id"],
            name=op.f("fk_correction_decisions_correction_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["members.id"], name=op.f("fk_correction_decisions_decided_by")),
        sa.PrimaryKeyConstraint("correction_id", name=op.f("pk_correction_decisions")),
    )
    op.create_table(
        "corrected_attempts",
        sa.Column("correction_id", ID, nullable=False),
        sa.Column("attempt_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("score_before", sa.Integer(), nullable=False),
        sa.Column("score_after", sa.Integer(), nullable=False),
        sa.Column("voided_before", sa.Integer(), nullable=False),
        sa.Column("voided_after", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["correction_id"], ["corrections.id"], name=op.f("fk_corrected_attempts_correction_id")
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempts.id"], name=op.f("fk_corrected_attempts_attempt_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("correction_id", "attempt_id", name=op.f("pk_corrected_attempts")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_corrected_attempts_attempt_id", "corrected_attempts", ["attempt_id"])


def downgrade() -> None:
    """Scores stay as they were corrected; what was void is forgotten, since the older site knows no such thing."""
    for table in ("corrected_attempts", "correction_decisions", "corrections"):
        op.drop_table(table)
    op.drop_index("ix_attempts_voided", table_name="attempts", sqlite_where=VOIDED, postgresql_where=VOIDED)
    with op.batch_alter_table("attempts") as table:
        for name in ("first_voided", "first_score", "voided"):
            table.drop_column(name)
    with op.batch_alter_table("editions") as table:
        table.drop_column("regraded_to")
        table.drop_column("amendments")
