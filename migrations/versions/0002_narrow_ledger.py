"""Narrower ledger entries: four bytes for what they point at, and an index over reversals alone."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ONLY_REVERSALS = sa.text("reverses_id IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table("ledger_entries") as table:
        table.drop_constraint("uq_ledger_entries_reverses_id", type_="unique")
        table.alter_column("member_id", existing_type=BIG, type_=sa.Integer(), existing_nullable=False)
        table.alter_column("source_id", existing_type=BIG, type_=sa.Integer(), existing_nullable=False)
    op.create_index(
        "ix_ledger_entries_reverses_id",
        "ledger_entries",
        ["reverses_id"],
        unique=True,
        sqlite_where=ONLY_REVERSALS,
        postgresql_where=ONLY_REVERSALS,
    )


def downgrade() -> None:
    op.drop_index("ix_ledger_entries_reverses_id", table_name="ledger_entries")
    with op.batch_alter_table("ledger_entries") as table:
        table.alter_column("source_id", existing_type=sa.Integer(), type_=BIG, existing_nullable=False)
        table.alter_column("member_id", existing_type=sa.Integer(), type_=BIG, existing_nullable=False)
        table.create_unique_constraint("uq_ledger_entries_reverses_id", ["reverses_id"])
