"""Boards with a roster, marks and freezes of their own; what each standing brought is counted by unit."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NO_ROWID = {"sqlite_with_rowid": False}
WAITED = sa.text("folded_value IS NULL OR folded_value <> value")
WAITS = sa.text("folded_value IS NULL OR folded_value <> value OR folded_entries <> entries")
BOARD = sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name="fk_standings_board_id", ondelete="CASCADE")
WHOLE = "(late_id IS NULL) = (frozen_from IS NULL)"
SUMS = {
    "passed": sa.Integer(),
    "excellent": sa.Integer(),
    "full_marks": sa.Integer(),
    "entries": sa.Integer(),
    "seconds": sa.BigInteger(),
}
SECONDS = (
    "UPDATE unit_sums SET seconds = COALESCE((SELECT SUM(n.members * (b.tie_span - 1 - n.bin % b.tie_span))"
    " FROM board_bins n JOIN boards b ON b.id = n.board_id"
    " WHERE n.board_id = unit_sums.board_id AND n.unit_id = unit_sums.unit_id AND n.level = 0), 0)"
    " WHERE board_id IN (SELECT id FROM boards WHERE tie_span > 1)"
)
LATE = "(SELECT late_id FROM boards WHERE late_id IS NOT NULL)"
MERGED = (
    f"DELETE FROM standings WHERE board_id NOT IN {LATE} AND EXISTS (SELECT 1 FROM boards b JOIN standings l"
    " ON l.board_id = b.late_id AND l.member_id = standings.member_id WHERE b.id = standings.board_id)",
    "UPDATE standings SET board_id = (SELECT b.id FROM boards b WHERE b.late_id = standings.board_id)"
    f" WHERE board_id IN {LATE}",
    f"DELETE FROM unit_sums WHERE board_id IN {LATE}",
    "DELETE FROM board_bins",
)
FOLDED_ANEW = (
    "DELETE FROM standings WHERE value < 0 AND board_id IN (SELECT id FROM boards WHERE scoring <> 'sum')",
    "UPDATE standings SET folded_value = NULL",
    "UPDATE unit_sums SET entrants = 0, total = 0",
    r"DELETE FROM boards WHERE series LIKE '%\:late'",
)


def upgrade() -> None:
    """What each unit's members handed in is counted by the folding task: every standing waits for it once."""
    _rosters()
    with op.batch_alter_table("boards") as table:
        for name in ("roster_id", "late_id"):
            table.add_column(sa.Column(name, ID, nullable=True))
        for name in ("pass_score", "excellent_score", "full_score"):
            table.add_column(sa.Column(name, sa.Integer(), nullable=True))
        table.add_column(sa.Column("frozen_from", sa.BigInteger(), nullable=True))
        table.create_foreign_key(op.f("fk_boards_roster_id"), "rosters", ["roster_id"], ["id"])
        table.create_foreign_key(op.f("fk_boards_late_id"), "boards", ["late_id"], ["id"])
        table.create_unique_constraint(op.f("uq_boards_late_id"), ["late_id"])
        table.create_check_constraint(op.f("ck_boards_frozen_is_whole"), WHOLE)
        table.create_index(op.f("ix_boards_roster_id"), ["roster_id"])
    for name, kind in SUMS.items():
        op.add_column("unit_sums", sa.Column(name, kind, nullable=False, server_default=sa.text("0")))
    op.execute(SECONDS)
    _drop_indexes(WAITED)
    with op.batch_alter_table("standings", **_as_it_is(BOARD)) as table:
        table.drop_constraint(op.f("fk_standings_board_id"), type_="foreignkey")
    counted = sa.Column("folded_entries", sa.SmallInteger(), nullable=False, server_default=sa.text("0"))
    op.add_column("standings", counted)
    _create_indexes(WAITS)


def downgrade() -> None:
    """What came after a freeze is merged; the older site knows no exclusion, and folds everything anew."""
    for statement in MERGED:
        op.execute(statement)
    _drop_indexes(WAITS)
    op.drop_column("standings", "folded_entries")
    with op.batch_alter_table("boards") as table:
        table.drop_index(op.f("ix_boards_roster_id"))
        table.drop_constraint(op.f("ck_boards_frozen_is_whole"), type_="check")
        table.drop_constraint(op.f("uq_boards_late_id"), type_="unique")
        table.drop_constraint(op.f("fk_boards_late_id"), type_="foreignkey")
        table.drop_constraint(op.f("fk_boards_roster_id"), type_="foreignkey")
        for name in ("frozen_from", "full_score", "excellent_score", "pass_score", "late_id", "roster_id"):
            table.drop_column(name)
    for statement in FOLDED_ANEW:
        op.execute(statement)
    with op.batch_alter_table("standings", **_as_it_is()) as table:
        table.create_foreign_key(op.f("fk_standings_board_id"), "boards", ["board_id"], ["id"], ondelete="CASCADE")
    _create_indexes(WAITED)
    for name in SUMS:
        op.drop_column("unit_sums", name)
    for table in ("roster_members", "roster_units", "rosters"):
        op.drop_table(table)


def _rosters() -> None:
    op.create_table(
        "rosters",
        sa.Column("id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_rosters_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rosters")),
    )
    op.create_table(
        "roster_units",
        sa.Column("roster_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("parent_id", ID, nullable=True),
        sa.Column("path", sa.String(255), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["roster_id"], ["rosters.id"], name=op.f("fk_roster_units_roster_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_roster_units_unit_id")),
        sa.PrimaryKeyConstraint("roster_id", "unit_id", name=op.f("pk_roster_units")),
        **NO_ROWID,
    )
    op.create_table(
        "roster_members",
        sa.Column("roster_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("exempt", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.ForeignKeyConstraint(
            ["roster_id"], ["rosters.id"], name=op.f("fk_roster_members_roster_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_roster_members_member_id")),
        sa.PrimaryKeyConstraint("roster_id", "member_id", name=op.f("pk_roster_members")),
        **NO_ROWID,
    )
    op.create_index("ix_roster_members_unit", "roster_members", ["roster_id", "unit_id"])


def _as_it_is(*constraints: sa.ForeignKeyConstraint) -> dict[str, sa.Table]:
    """SQLite does not tell that a table has no row ids, so that the copy is made from this description."""
    return {
        "copy_from": sa.Table(
            "standings",
            sa.MetaData(),
            sa.Column("board_id", ID, nullable=False),
            sa.Column("member_id", ID, nullable=False),
            sa.Column("value", sa.BigInteger(), nullable=False),
            sa.Column("entries", sa.SmallInteger(), nullable=False),
            sa.Column("folded_value", sa.BigInteger(), nullable=True),
            sa.Column("folded_unit_id", ID, nullable=True),
            *constraints,
            sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_standings_member_id"),
            sa.PrimaryKeyConstraint("board_id", "member_id", name="pk_standings"),
            **NO_ROWID,
        )
    }


def _drop_indexes(waits: sa.TextClause) -> None:
    op.drop_index("ix_standings_unfolded", table_name="standings", sqlite_where=waits, postgresql_where=waits)
    op.drop_index("ix_standings_rank", table_name="standings")


def _create_indexes(waits: sa.TextClause) -> None:
    op.create_index("ix_standings_rank", "standings", ["board_id", sa.literal_column("value DESC"), "member_id"])
    op.create_index("ix_standings_unfolded", "standings", ["board_id"], sqlite_where=waits, postgresql_where=waits)
