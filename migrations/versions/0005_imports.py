"""Questions come in by files, which can be taken out again as one."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "question_imports",
        sa.Column("id", BIG, nullable=False),
        sa.Column("bank_id", BIG, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("format", sa.String(length=24), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("imported_by", BIG, nullable=True),
        sa.Column("imported_at", sa.BigInteger(), nullable=False),
        sa.Column("undone_by", BIG, nullable=True),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["bank_id"], ["question_banks.id"], name="fk_question_imports_bank_id"),
        sa.PrimaryKeyConstraint("id", name="pk_question_imports"),
    )
    op.create_index("ix_question_imports_bank_id", "question_imports", ["bank_id"])
    op.create_table(
        "question_uploads",
        sa.Column("id", BIG, nullable=False),
        sa.Column("bank_id", BIG, nullable=False),
        sa.Column("member_id", BIG, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("uploaded_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_id"], ["question_banks.id"], name="fk_question_uploads_bank_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name="fk_question_uploads_member_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_question_uploads"),
    )
    op.create_index("ix_question_uploads_uploaded_at", "question_uploads", ["uploaded_at"])
    with op.batch_alter_table("questions") as table:
        table.add_column(sa.Column("import_id", BIG, nullable=True))
        table.create_foreign_key("fk_questions_import_id", "question_imports", ["import_id"], ["id"])
    op.create_index("ix_questions_import_id", "questions", ["import_id"])


def downgrade() -> None:
    op.drop_index("ix_questions_import_id", table_name="questions")
    with op.batch_alter_table("questions") as table:
        table.drop_constraint("fk_questions_import_id", type_="foreignkey")
        table.drop_column("import_id")
    op.drop_index("ix_question_uploads_uploaded_at", table_name="question_uploads")
    op.drop_table("question_uploads")
    op.drop_index("ix_question_imports_bank_id", table_name="question_imports")
    op.drop_table("question_imports")
