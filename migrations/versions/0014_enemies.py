"""Pairs of questions that no paper holds together."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0012"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "enemy_pairs",
        sa.Column("id", ID, nullable=False),
        sa.Column("first_id", ID, nullable=False),
        sa.Column("second_id", ID, nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("origin", sa.String(length=12), nullable=False),
        sa.Column("made_by", ID, nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_by", ID, nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_enemy_pairs_a_pair_is_written_once")),
        sa.CheckConstraint("origin IN ('repository', 'site')", name=op.f("ck_enemy_pairs_origin_is_known")),
        sa.ForeignKeyConstraint(
            ["first_id"], ["questions.id"], name=op.f("fk_enemy_pairs_first_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["second_id"], ["questions.id"], name=op.f("fk_enemy_pairs_second_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enemy_pairs")),
        sa.UniqueConstraint("first_id", "second_id", name=op.f("uq_enemy_pairs_first_id_second_id")),
    )
    op.create_index(op.f("ix_enemy_pairs_second_id"), "enemy_pairs", ["second_id"])


def downgrade() -> None:
    op.drop_table("enemy_pairs")
