"""Long work becomes a row that somebody asked for; uploads name the job that works on them."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NEW_COLUMNS = (("question_uploads", "job_id"), ("question_uploads", "taking_id"), ("roster_uploads", "job_id"))


def upgrade() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("pages", sa.JSON(), nullable=False),
        sa.Column("asked_by", ID, nullable=False),
        sa.Column("scope", sa.String(255), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("runner", ID, nullable=True),
        sa.Column("begun_at", sa.BigInteger(), nullable=True),
        sa.Column("heard_at", sa.BigInteger(), nullable=True),
        sa.Column("step", sa.String(80), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("said", sa.String(1000), nullable=False),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'working', 'done', 'failed')", name=op.f("ck_jobs_state_is_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    op.create_index("ix_jobs_state", "jobs", ["state", "id"])
    op.create_index("ix_jobs_asked_by", "jobs", ["asked_by", "id"])
    op.create_index("ix_jobs_asked_at", "jobs", ["asked_at"])
    for table, column in NEW_COLUMNS:
        op.add_column(table, sa.Column(column, ID, nullable=True))


def downgrade() -> None:
    for table, column in NEW_COLUMNS:
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)
    op.drop_table("jobs")
