"""Certificates that were revoked by hand; bulletins that were withdrawn, and whom each has told."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WITHDRAWN = "(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)"


def upgrade() -> None:
    op.add_column("certificates", sa.Column("by_hand", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("bulletins") as table:
        table.add_column(sa.Column("told", sa.JSON(), nullable=True))
        table.add_column(sa.Column("withdrawn_by", ID, nullable=True))
        table.add_column(sa.Column("withdrawn_at", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("withdrawn_reason", sa.String(200), nullable=True))
        table.create_check_constraint(op.f("ck_bulletins_is_withdrawn_with_a_reason"), WITHDRAWN)


def downgrade() -> None:
    with op.batch_alter_table("bulletins") as table:
        table.drop_constraint(op.f("ck_bulletins_is_withdrawn_with_a_reason"), type_="check")
        for name in ("told", "withdrawn_by", "withdrawn_at", "withdrawn_reason"):
            table.drop_column(name)
    with op.batch_alter_table("certificates") as table:
        table.drop_column("by_hand")
