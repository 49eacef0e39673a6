"""Questions show pictures: a version says which content each name stands for."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("question_versions", sa.Column("pictures", sa.JSON(), nullable=False, server_default="{}"))
    op.create_table(
        "question_pictures",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("media_type", sa.String(24), nullable=False),
        sa.Column("kept_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_question_pictures")),
    )
    op.create_index(op.f("ix_question_pictures_kept_at"), "question_pictures", ["kept_at"])
    op.create_table(
        "question_picture_uses",
        sa.Column("question_version_id", ID, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_version_id"],
            ["question_versions.id"],
            name=op.f("fk_question_picture_uses_question_version_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["digest"], ["question_pictures.digest"], name=op.f("fk_question_picture_uses_digest")),
        sa.PrimaryKeyConstraint("question_version_id", "digest", name=op.f("pk_question_picture_uses")),
    )
    op.create_index("ix_question_picture_uses_digest", "question_picture_uses", ["digest"])


def downgrade() -> None:
    op.drop_table("question_picture_uses")
    op.drop_table("question_pictures")
    op.drop_column("question_versions", "pictures")
