"""Statistics: sums over graded attempts by edition and question version, and how far attempts were counted."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SUMS = (
    "shown", "examined", "chance", "taken", "answered", "score", "score_squares", "rest", "rest_squares",
    "score_rest", "allotted",
)  # fmt: skip
LISTS = ("chosen", "chosen_rest", "band_taken", "band_score", "seconds")


def item_columns() -> list[sa.Column]:
    return [
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in SUMS),
        sa.Column("facility", sa.Integer(), nullable=True),
        sa.Column("discrimination", sa.Integer(), nullable=True),
        sa.Column("flags", sa.SmallInteger(), nullable=False),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in LISTS),
    ]


def upgrade() -> None:
    op.create_table(
        "question_tallies",
        sa.Column("version_id", BIG_ID, nullable=False),
        *item_columns(),
        sa.ForeignKeyConstraint(["version_id"], ["question_versions.id"], name=op.f("fk_question_tallies_version_id")),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_question_tallies")),
    )
    op.create_table(
        "edition_question_tallies",
        sa.Column("edition_id", BIG_ID, nullable=False),
        sa.Column("version_id", BIG_ID, nullable=False),
        *item_columns(),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_edition_question_tallies_edition_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["question_versions.id"], name=op.f("fk_edition_question_tallies_version_id")
        ),
        sa.PrimaryKeyConstraint("edition_id", "version_id", name=op.f("pk_edition_question_tallies")),
    )
    op.create_table(
        "edition_tallies",
        sa.Column("edition_id", BIG_ID, nullable=False),
        sa.Column("handed_in", sa.BigInteger(), nullable=False),
        sa.Column("taken", sa.BigInteger(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("score_squares", sa.BigInteger(), nullable=False),
        sa.Column("bands", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_edition_tallies_edition_id")),
        sa.PrimaryKeyConstraint("edition_id", name=op.f("pk_edition_tallies")),
    )
    op.create_table(
        "tally_cursors",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("seen_id", BIG_ID, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tally_cursors")),
    )
    op.create_table(
        "uncounted_attempts",
        sa.Column("attempt_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_uncounted_attempts")),
    )


def downgrade() -> None:
    op.drop_table("uncounted_attempts")
    op.drop_table("tally_cursors")
    op.drop_table("edition_tallies")
    op.drop_table("edition_question_tallies")
    op.drop_table("question_tallies")
