"""Bulletins of contests; what an appeal is about by one name, and every reading of it."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("state IN ('waiting', 'proposed')")
NOT_PUBLISHED = sa.text("published_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "contest_appeal_readings",
        sa.Column("id", ID, nullable=False),
        sa.Column("appeal_id", ID, nullable=False),
        sa.Column("by", ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("verdict", sa.String(12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("is_second", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appeal_id"],
            ["contest_appeals.id"],
            name=op.f("fk_contest_appeal_readings_appeal_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contest_appeal_readings")),
    )
    op.create_index(op.f("ix_contest_appeal_readings_appeal_id"), "contest_appeal_readings", ["appeal_id"])
    with op.batch_alter_table("contest_appeals") as table:
        table.drop_index("ix_contest_appeals_open")
        table.add_column(sa.Column("matter", sa.String(40), nullable=False, server_default=""))
        table.add_column(sa.Column("edition_id", ID, nullable=True))
        table.add_column(sa.Column("place", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_contest_appeals_edition_id"), "editions", ["edition_id"], ["id"])
    with op.batch_alter_table("contest_appeals") as table:
        table.alter_column("matter", server_default=None)
        table.create_index(
            "ix_contest_appeals_open",
            ["contest_id", "member_id", "matter"],
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        )
    op.create_table(
        "bulletins",
        sa.Column("id", ID, nullable=False),
        sa.Column("contest_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("heading", sa.String(60), nullable=False),
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("addressees", sa.String(300), nullable=False),
        sa.Column("opening", sa.Text(), nullable=False),
        sa.Column("closing", sa.Text(), nullable=False),
        sa.Column("signed_by", sa.String(120), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=True),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.Column("edited_by", ID, nullable=False),
        sa.Column("edited_at", sa.BigInteger(), nullable=False),
        sa.Column("published_by", ID, nullable=True),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(published_at IS NULL) = (content IS NULL)", name=op.f("ck_bulletins_what_is_published_is_kept")
        ),
        sa.ForeignKeyConstraint(
            ["contest_id"], ["contests.id"], name=op.f("fk_bulletins_contest_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletins")),
        sa.UniqueConstraint("contest_id", "version", name=op.f("uq_bulletins_contest_id_version")),
    )
    op.create_index(
        "ix_bulletins_draft",
        "bulletins",
        ["contest_id"],
        unique=True,
        sqlite_where=NOT_PUBLISHED,
        postgresql_where=NOT_PUBLISHED,
    )


def downgrade() -> None:
    op.drop_table("bulletins")
    op.drop_table("contest_appeal_readings")
    with op.batch_alter_table("contest_appeals") as table:
        table.drop_index("ix_contest_appeals_open")
        table.drop_constraint(op.f("fk_contest_appeals_edition_id"), type_="foreignkey")
        table.drop_column("place")
        table.drop_column("edition_id")
        table.drop_column("matter")
        table.create_index(
            "ix_contest_appeals_open",
            ["contest_id", "member_id", "about", "question_no"],
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        )
