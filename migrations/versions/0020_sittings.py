"""Attempts on paper, keyed in afterwards, and assisted ones on a shared device."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAITING = sa.text("ended_at IS NULL")
ASIDE = sa.text("kind IS NOT NULL")
PAPER_IS_KNOWN = "paper_sitting IN ('none', 'organizer', 'branch')"
KIND_IS_KNOWN = "kind IN (1, 2)"


def upgrade() -> None:
    with op.batch_alter_table("exams") as table:
        table.add_column(sa.Column("paper_sitting", sa.String(12), nullable=False, server_default="none"))
        table.add_column(sa.Column("paper_twice", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("assisted_sitting", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.create_check_constraint(op.f("ck_exams_paper_sitting_is_known"), PAPER_IS_KNOWN)
    with op.batch_alter_table("exams") as table:
        for name in ("paper_sitting", "paper_twice", "assisted_sitting"):
            table.alter_column(name, server_default=None)
    with op.batch_alter_table("attempts") as table:
        table.add_column(sa.Column("kind", sa.SmallInteger(), nullable=True))
        table.create_check_constraint(op.f("ck_attempts_kind_is_known"), KIND_IS_KNOWN)
    op.create_index("ix_attempts_aside", "attempts", ["exam_id"], sqlite_where=ASIDE, postgresql_where=ASIDE)
    op.add_column("sign_ins", sa.Column("only_exam_id", sa.BigInteger(), nullable=True))
    op.add_column("sign_ins", sa.Column("opened_by", ID, nullable=True))
    _paper()
    op.create_table(
        "assisted_sittings",
        sa.Column("id", ID, nullable=False),
        sa.Column("exam_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("sign_in_id", ID, nullable=False),
        sa.Column("opened_by", ID, nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("returned_at", sa.BigInteger(), nullable=True),
        sa.Column("device", sa.String(200), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["exam_id"], ["exams.id"], name=op.f("fk_assisted_sittings_exam_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_assisted_sittings_member_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["members.id"], name=op.f("fk_assisted_sittings_opened_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assisted_sittings")),
        sa.UniqueConstraint("sign_in_id", name=op.f("uq_assisted_sittings_sign_in_id")),
    )
    op.create_index("ix_assisted_sittings_exam_id", "assisted_sittings", ["exam_id", "id"])
    op.create_index(op.f("ix_assisted_sittings_member_id"), "assisted_sittings", ["member_id"])


def downgrade() -> None:
    """Attempts stay, as if they had been made on a screen; sign-ins that served one exam end, since the older site
    would take them for the member's own."""
    for table in ("assisted_sittings", "paper_withdrawals", "paper_keyings", "paper_sittings"):
        op.drop_table(table)
    op.execute("DELETE FROM sign_ins WHERE only_exam_id IS NOT NULL")
    with op.batch_alter_table("sign_ins") as table:
        table.drop_column("opened_by")
        table.drop_column("only_exam_id")
    op.drop_index("ix_attempts_aside", table_name="attempts", sqlite_where=ASIDE, postgresql_where=ASIDE)
    with op.batch_alter_table("attempts") as table:
        table.drop_constraint(op.f("ck_attempts_kind_is_known"), type_="check")
        table.drop_column("kind")
    with op.batch_alter_table("exams") as table:
        table.drop_constraint(op.f("ck_exams_paper_sitting_is_known"), type_="check")
        for name in ("assisted_sitting", "paper_twice", "paper_sitting"):
            table.drop_column(name)


def _paper() -> None:
    op.create_table(
        "paper_sittings",
        sa.Column("id", ID, nullable=False),
        sa.Column("exam_id", ID, nullable=False),
        sa.Column("edition_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("attempt_id", ID, nullable=True),
        sa.Column("printed_by", ID, nullable=False),
        sa.Column("printed_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("code", sa.String(9), nullable=False),
        sa.CheckConstraint(
            "attempt_id IS NULL OR ended_at IS NOT NULL", name=op.f("ck_paper_sittings_an_attempt_ends_it")
        ),
        sa.ForeignKeyConstraint(["exam_id"], ["exams.id"], name=op.f("fk_paper_sittings_exam_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_paper_sittings_edition_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_paper_sittings_member_id")),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempts.id"], name=op.f("fk_paper_sittings_attempt_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["printed_by"], ["members.id"], name=op.f("fk_paper_sittings_printed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_sittings")),
        sa.UniqueConstraint("attempt_id", name=op.f("uq_paper_sittings_attempt_id")),
        sa.UniqueConstraint("code", name=op.f("uq_paper_sittings_code")),
    )
    op.create_index(
        "ix_paper_sittings_one_waiting",
        "paper_sittings",
        ["exam_id", "member_id"],
        unique=True,
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.create_index("ix_paper_sittings_exam_id", "paper_sittings", ["exam_id", "id"])
    op.create_index(op.f("ix_paper_sittings_member_id"), "paper_sittings", ["member_id"])
    op.create_table(
        "paper_keyings",
        sa.Column("id", ID, nullable=False),
        sa.Column("paper_sitting_id", ID, nullable=False),
        sa.Column("keyed_by", ID, nullable=False),
        sa.Column("keyed_at", sa.BigInteger(), nullable=False),
        sa.Column("sat_at", sa.BigInteger(), nullable=False),
        sa.Column("settles", sa.Boolean(), nullable=False),
        sa.Column("sheet", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_sitting_id"],
            ["paper_sittings.id"],
            name=op.f("fk_paper_keyings_paper_sitting_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["keyed_by"], ["members.id"], name=op.f("fk_paper_keyings_keyed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_keyings")),
    )
    op.create_index(op.f("ix_paper_keyings_paper_sitting_id"), "paper_keyings", ["paper_sitting_id"])
    op.create_table(
        "paper_withdrawals",
        sa.Column("paper_sitting_id", ID, nullable=False),
        sa.Column("withdrawn_by", ID, nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_sitting_id"],
            ["paper_sittings.id"],
            name=op.f("fk_paper_withdrawals_paper_sitting_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["members.id"], name=op.f("fk_paper_withdrawals_withdrawn_by")),
        sa.PrimaryKeyConstraint("paper_sitting_id", name=op.f("pk_paper_withdrawals")),
    )
