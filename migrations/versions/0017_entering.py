"""Rules about entering an exam and handing it in, individual arrangements, an exam password."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STANDS = sa.text("withdrawn_at IS NULL")
COLUMNS = (
    ("attempts_per_day", sa.Integer()),
    ("delay_minutes", sa.Integer()),
    ("hand_in_after_minutes", sa.Integer()),
    ("late_entry_minutes", sa.Integer()),
    ("resit_opens_at", sa.BigInteger()),
    ("resit_closes_at", sa.BigInteger()),
    ("resit_attempts", sa.Integer()),
    ("password_key", sa.LargeBinary(32)),
    ("sits_until", sa.BigInteger()),
)
FLAGS = ("resit_for_absent", "has_accommodations")
CHECKS = {
    "a_day_has_an_attempt": "attempts_per_day >= 1",
    "a_delay_lasts": "delay_minutes >= 1",
    "time_is_left_to_hand_in": "hand_in_after_minutes >= 1 AND hand_in_after_minutes < minutes",
    "entry_is_open_for_a_while": "late_entry_minutes >= 1",
    "a_resit_follows_the_window": (
        "(resit_opens_at IS NULL) = (resit_closes_at IS NULL) AND (resit_opens_at IS NULL) = (resit_attempts IS NULL)"
        " AND (resit_opens_at IS NULL OR closes_at IS NOT NULL AND resit_opens_at >= closes_at"
        " AND resit_closes_at > resit_opens_at AND resit_attempts >= 1)"
    ),
    "only_a_window_is_outlasted": "sits_until IS NULL OR closes_at IS NOT NULL",
}


def upgrade() -> None:
    with op.batch_alter_table("exams") as table:
        for name, kind in COLUMNS:
            table.add_column(sa.Column(name, kind, nullable=True))
        for name in FLAGS:
            table.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
        for name, condition in CHECKS.items():
            table.create_check_constraint(op.f(f"ck_exams_{name}"), condition)
    op.add_column("attempts", sa.Column("resit", sa.Boolean(), nullable=True))
    op.create_table(
        "accommodations",
        sa.Column("id", ID, nullable=False),
        sa.Column("exam_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("extra_minutes", sa.Integer(), nullable=False),
        sa.Column("extra_attempts", sa.SmallInteger(), nullable=False),
        sa.Column("opens_at", sa.BigInteger(), nullable=True),
        sa.Column("closes_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("granted_by", ID, nullable=False),
        sa.Column("granted_at", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_by", ID, nullable=True),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "extra_minutes >= 0 AND extra_attempts >= 0", name=op.f("ck_accommodations_nothing_is_taken_away")
        ),
        sa.CheckConstraint(
            "extra_minutes > 0 OR extra_attempts > 0 OR opens_at IS NOT NULL OR closes_at IS NOT NULL",
            name=op.f("ck_accommodations_something_is_granted"),
        ),
        sa.CheckConstraint(
            "opens_at IS NULL OR closes_at IS NULL OR closes_at > opens_at",
            name=op.f("ck_accommodations_window_is_open_once"),
        ),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_accommodations_there_is_a_reason")),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name=op.f("ck_accommodations_withdrawn_by_somebody")
        ),
        sa.ForeignKeyConstraint(["exam_id"], ["exams.id"], name=op.f("fk_accommodations_exam_id"), ondelete="CASCADE"),
        *(
            sa.ForeignKeyConstraint([name], ["members.id"], name=op.f(f"fk_accommodations_{name}"))
            for name in ("member_id", "granted_by", "withdrawn_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accommodations")),
    )
    op.create_index(op.f("ix_accommodations_member_id"), "accommodations", ["member_id"])
    op.create_index(
        "ix_accommodations_one_stands",
        "accommodations",
        ["exam_id", "member_id"],
        unique=True,
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )
    op.create_table(
        "deadline_moves",
        sa.Column("id", ID, nullable=False),
        sa.Column("attempt_id", ID, nullable=False),
        sa.Column("accommodation_id", ID, nullable=False),
        sa.Column("former_at", sa.BigInteger(), nullable=False),
        sa.Column("deadline_at", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("deadline_at > former_at", name=op.f("ck_deadline_moves_it_is_only_put_off")),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempts.id"], name=op.f("fk_deadline_moves_attempt_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["accommodation_id"],
            ["accommodations.id"],
            name=op.f("fk_deadline_moves_accommodation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline_moves")),
    )
    op.create_index(op.f("ix_deadline_moves_attempt_id"), "deadline_moves", ["attempt_id"])
    op.create_index(op.f("ix_deadline_moves_accommodation_id"), "deadline_moves", ["accommodation_id"])
    op.create_table(
        "exam_password_failures",
        sa.Column("exam_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("locked_until", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["exam_id"], ["exams.id"], name=op.f("fk_exam_password_failures_exam_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_exam_password_failures_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("exam_id", "member_id", name=op.f("pk_exam_password_failures")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Deadlines stay as they were put off; resits become attempts like any other."""
    for table in ("exam_password_failures", "deadline_moves", "accommodations"):
        op.drop_table(table)
    with op.batch_alter_table("attempts") as table:
        table.drop_column("resit")
    with op.batch_alter_table("exams") as table:
        for name in CHECKS:
            table.drop_constraint(op.f(f"ck_exams_{name}"), type_="check")
        for name in (*FLAGS, *(name for name, _ in reversed(COLUMNS))):
            table.drop_column(name)
