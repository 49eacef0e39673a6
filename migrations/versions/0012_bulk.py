"""What is done to many questions at once is kept with its questions, so that it can be undone."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "question_bulk_acts",
        sa.Column("id", ID, nullable=False),
        sa.Column("bank_id", ID, nullable=False),
        sa.Column("act", sa.String(12), nullable=False),
        sa.Column("value", sa.String(64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(400), nullable=False),
        sa.Column("done_by", ID, nullable=True),
        sa.Column("done_at", sa.BigInteger(), nullable=False),
        sa.Column("undoes", ID, nullable=True),
        sa.ForeignKeyConstraint(["bank_id"], ["question_banks.id"], name=op.f("fk_question_bulk_acts_bank_id")),
        sa.ForeignKeyConstraint(["undoes"], ["question_bulk_acts.id"], name=op.f("fk_question_bulk_acts_undoes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_bulk_acts")),
        sa.UniqueConstraint("undoes", name=op.f("uq_question_bulk_acts_undoes")),
    )
    op.create_index(op.f("ix_question_bulk_acts_bank_id"), "question_bulk_acts", ["bank_id"])
    op.create_table(
        "question_bulk_items",
        sa.Column("act_id", ID, nullable=False),
        sa.Column("question_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("former_id", ID, nullable=True),
        sa.Column("subject_id", ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["act_id"], ["question_bulk_acts.id"], name=op.f("fk_question_bulk_items_act_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_question_bulk_items_question_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("act_id", "question_id", name=op.f("pk_question_bulk_items")),
    )
    op.create_index(op.f("ix_question_bulk_items_question_id"), "question_bulk_items", ["question_id"])


def downgrade() -> None:
    op.drop_table("question_bulk_items")
    op.drop_table("question_bulk_acts")
