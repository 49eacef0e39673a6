"""Notices with read receipts and reminders, the switches of the relief page, complaints and suggestions."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KIND_IS_KNOWN = "kind IN ('announcement', 'reminder', 'correction', 'award')"


def upgrade() -> None:
    op.create_table(
        "reminder_matters",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_matters")),
        sa.UniqueConstraint("name", name=op.f("uq_reminder_matters_name")),
    )
    _notices()
    op.create_table(
        "relief_changes",
        sa.Column("id", ID, nullable=False),
        sa.Column("switch", sa.String(32), nullable=False),
        sa.Column("value", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("changed_by", ID, nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["members.id"], name=op.f("fk_relief_changes_changed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relief_changes")),
    )
    op.create_index("ix_relief_changes_switch", "relief_changes", ["switch", "id"])
    op.create_table(
        "name_consents",
        sa.Column("member_id", ID, autoincrement=False, nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_name_consents_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_name_consents")),
    )
    _suggestions()


def downgrade() -> None:
    """Everything that was said goes; the switches of the older site are what they were before."""
    for table in ("suggestion_answers", "suggestions", "name_consents", "relief_changes"):
        op.drop_table(table)
    for table in ("notice_reads", "notice_recipients", "notices", "reminder_matters"):
        op.drop_table(table)


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=True),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("source_page", sa.JSON(), nullable=True),
        sa.Column("matter_id", ID, nullable=True),
        sa.Column("sent_by", ID, nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column("delivered", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.CheckConstraint(KIND_IS_KNOWN, name=op.f("ck_notices_kind_is_known")),
        sa.CheckConstraint("listed OR unit_id IS NOT NULL", name=op.f("ck_notices_somebody_gets_it")),
        sa.CheckConstraint(
            "matter_id IS NULL OR kind = 'reminder'", name=op.f("ck_notices_only_reminders_have_a_matter")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_notices_unit_id")),
        sa.ForeignKeyConstraint(["matter_id"], ["reminder_matters.id"], name=op.f("fk_notices_matter_id")),
        sa.ForeignKeyConstraint(["sent_by"], ["members.id"], name=op.f("fk_notices_sent_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index("ix_notices_unit_id", "notices", ["unit_id", "id"])
    op.create_index("ix_notices_sent_by", "notices", ["sent_by", "id"])
    op.create_index("ix_notices_matter_id", "notices", ["matter_id", "sent_at"])
    op.create_table(
        "notice_recipients",
        sa.Column("member_id", ID, nullable=False),
        sa.Column("notice_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_notice_recipients_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name=op.f("fk_notice_recipients_notice_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", "notice_id", name=op.f("pk_notice_recipients")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_notice_recipients_notice_id", "notice_recipients", ["notice_id"])
    op.create_table(
        "notice_reads",
        sa.Column("notice_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name=op.f("fk_notice_reads_notice_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_notice_reads_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("notice_id", "member_id", name=op.f("pk_notice_reads")),
        sqlite_with_rowid=False,
    )


def _suggestions() -> None:
    op.create_table(
        "suggestions",
        sa.Column("id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_suggestions_unit_id")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_suggestions_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions")),
    )
    op.create_index(op.f("ix_suggestions_unit_id"), "suggestions", ["unit_id"])
    op.create_index("ix_suggestions_member_id", "suggestions", ["member_id", "sent_at"])
    op.create_table(
        "suggestion_answers",
        sa.Column("suggestion_id", ID, autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answered_by", ID, nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["suggestion_id"],
            ["suggestions.id"],
            name=op.f("fk_suggestion_answers_suggestion_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["answered_by"], ["members.id"], name=op.f("fk_suggestion_answers_answered_by")),
        sa.PrimaryKeyConstraint("suggestion_id", name=op.f("pk_suggestion_answers")),
    )
