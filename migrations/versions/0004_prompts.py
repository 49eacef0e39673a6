"""Questions have prompts: what is paired with options, and what may be chosen in each gap."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("question_versions") as table:
        table.add_column(sa.Column("prompts", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    with op.batch_alter_table("question_versions") as table:
        table.drop_column("prompts")
