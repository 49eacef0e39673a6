"""Contests, stages, entrants and outcomes; exams by invitation, without points, or frozen."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "contests",
        sa.Column("id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("is_team", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("opens_at", sa.BigInteger(), nullable=False),
        sa.Column("closes_at", sa.BigInteger(), nullable=False),
        sa.Column("freezes_at", sa.BigInteger(), nullable=True),
        sa.Column("revealed_at", sa.BigInteger(), nullable=True),
        sa.Column("appeals_until", sa.BigInteger(), nullable=True),
        sa.Column("roster_id", ID, nullable=True),
        sa.Column("like_contest_id", ID, nullable=True),
        sa.Column("created_by", ID, nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'announced', 'open', 'frozen', 'closed', 'under_appeal', 'final', 'archived')",
            name=op.f("ck_contests_state_is_known"),
        ),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_contests_window_is_open_once")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_contests_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contests")),
    )
    with op.batch_alter_table("contests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contests_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "contest_disqualifications",
        sa.Column("id", ID, nullable=False),
        sa.Column("contest_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("reinstated_by", ID, nullable=True),
        sa.Column("reinstated_at", sa.BigInteger(), nullable=True),
        sa.Column("reinstated_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contest_id"], ["contests.id"], name=op.f("fk_contest_disqualifications_contest_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_contest_disqualifications_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contest_disqualifications")),
    )
    with op.batch_alter_table("contest_disqualifications", schema=None) as batch_op:
        batch_op.create_index(
            "ix_contest_disqualifications_standing",
            ["contest_id", "member_id"],
            unique=True,
            sqlite_where=sa.text("reinstated_at IS NULL"),
            postgresql_where=sa.text("reinstated_at IS NULL"),
        )

    op.create_table(
        "contest_places",
        sa.Column("contest_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contest_id"], ["contests.id"], name=op.f("fk_contest_places_contest_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_contest_places_member_id")),
        sa.PrimaryKeyConstraint("contest_id", "member_id", name=op.f("pk_contest_places")),
    )
    with op.batch_alter_table("contest_places", schema=None) as batch_op:
        batch_op.create_index("ix_contest_places_place", ["contest_id", "place"], unique=False)

    op.create_table(
        "contest_stages",
        sa.Column("id", ID, nullable=False),
        sa.Column("contest_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("exam_id", ID, nullable=True),
        sa.Column("going_on", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('warm_up', 'preliminary', 'semifinal', 'final')", name=op.f("ck_contest_stages_kind_is_known")
        ),
        sa.ForeignKeyConstraint(
            ["contest_id"], ["contests.id"], name=op.f("fk_contest_stages_contest_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["exam_id"], ["exams.id"], name=op.f("fk_contest_stages_exam_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contest_stages")),
        sa.UniqueConstraint("contest_id", "position", name=op.f("uq_contest_stages_contest_id_position")),
        sa.UniqueConstraint("exam_id", name=op.f("uq_contest_stages_exam_id")),
    )
    op.create_table(
        "contest_state_changes",
        sa.Column("id", ID, nullable=False),
        sa.Column("contest_id", ID, nullable=False),
        sa.Column("from_state", sa.String(length=16), nullable=False),
        sa.Column("to_state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", ID, nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contest_id"], ["contests.id"], name=op.f("fk_contest_state_changes_contest_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contest_state_changes")),
    )
    with op.batch_alter_table("contest_state_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contest_state_changes_contest_id"), ["contest_id"], unique=False)

    op.create_table(
        "contest_steps",
        sa.Column("id", ID, nullable=False),
        sa.Column("contest_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("member_id", ID, nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("by", ID, nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contest_id"], ["contests.id"], name=op.f("fk_contest_steps_contest_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contest_steps")),
    )
    with op.batch_alter_table("contest_steps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contest_steps_contest_id"), ["contest_id"], unique=False)

    op.create_table(
        "contest_teams",
        sa.Column("id", ID, nullable=False),
        sa.Column("contest_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("created_by", ID, nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contest_id"], ["contests.id"], name=op.f("fk_contest_teams_contest_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_contest_teams_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contest_teams")),
        sa.UniqueConstraint("contest_id", "name", name=op.f("uq_contest_teams_contest_id_name")),
    )
    op.create_table(
        "exam_invitations",
        sa.Column("exam_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exam_id"], ["exams.id"], name=op.f("fk_exam_invitations_exam_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_exam_invitations_member_id")),
        sa.PrimaryKeyConstraint("exam_id", "member_id", name=op.f("pk_exam_invitations")),
    )
    op.create_table(
        "contest_awards",
        sa.Column("id", ID, nullable=False),
        sa.Column("contest_id", ID, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("member_id", ID, nullable=True),
        sa.Column("unit_id", ID, nullable=True),
        sa.Column("team_id", ID, nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.Column("taken_back_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "member_id IS NOT NULL OR unit_id IS NOT NULL OR team_id IS NOT NULL",
            name=op.f("ck_contest_awards_somebody_holds_it"),
        ),
        sa.ForeignKeyConstraint(
            ["contest_id"], ["contests.id"], name=op.f("fk_contest_awards_contest_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_contest_awards_member_id")),
        sa.ForeignKeyConstraint(["team_id"], ["contest_teams.id"], name=op.f("fk_contest_awards_team_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_contest_awards_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contest_awards")),
    )
    with op.batch_alter_table("contest_awards", schema=None) as batch_op:
        batch_op.create_index("ix_contest_awards_contest", ["contest_id", "code", "place"], unique=False)
        batch_op.create_index(batch_op.f("ix_contest_awards_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contest_awards_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "contest_on_site_scores",
        sa.Column("id", ID, nullable=False),
        sa.Column("stage_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=True),
        sa.Column("team_id", ID, nullable=True),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("by", ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_contest_on_site_scores_member_id")),
        sa.ForeignKeyConstraint(
            ["stage_id"], ["contest_stages.id"], name=op.f("fk_contest_on_site_scores_stage_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["team_id"], ["contest_teams.id"], name=op.f("fk_contest_on_site_scores_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contest_on_site_scores")),
        sa.UniqueConstraint("stage_id", "member_id", name=op.f("uq_contest_on_site_scores_stage_id_member_id")),
        sa.UniqueConstraint("stage_id", "team_id", name=op.f("uq_contest_on_site_scores_stage_id_team_id")),
    )
    op.create_table(
        "contest_qualifiers",
        sa.Column("stage_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("by", ID, nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_contest_qualifiers_member_id")),
        sa.ForeignKeyConstraint(
            ["stage_id"], ["contest_stages.id"], name=op.f("fk_contest_qualifiers_stage_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("stage_id", "member_id", name=op.f("pk_contest_qualifiers")),
    )
    op.create_table(
        "contest_team_members",
        sa.Column("contest_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("team_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["contest_id"], ["contests.id"], name=op.f("fk_contest_team_members_contest_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_contest_team_members_member_id")),
        sa.ForeignKeyConstraint(
            ["team_id"], ["contest_teams.id"], name=op.f("fk_contest_team_members_team_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contest_id", "member_id", name=op.f("pk_contest_team_members")),
    )
    with op.batch_alter_table("contest_team_members", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contest_team_members_team_id"), ["team_id"], unique=False)

    op.create_table(
        "contest_appeals",
        sa.Column("id", ID, nullable=False),
        sa.Column("contest_id", ID, nullable=False),
        sa.Column("stage_id", ID, nullable=True),
        sa.Column("attempt_id", ID, nullable=True),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("about", sa.String(length=20), nullable=False),
        sa.Column("question_no", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("first_by", ID, nullable=True),
        sa.Column("first_at", sa.BigInteger(), nullable=True),
        sa.Column("first_verdict", sa.String(length=12), nullable=True),
        sa.Column("first_reason", sa.Text(), nullable=True),
        sa.Column("decided_by", ID, nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "about IN ('question', 'score', 'disqualification')", name=op.f("ck_contest_appeals_about_is_known")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'proposed', 'upheld', 'rejected', 'withdrawn')",
            name=op.f("ck_contest_appeals_state_is_known"),
        ),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_contest_appeals_attempt_id")),
        sa.ForeignKeyConstraint(
            ["contest_id"], ["contests.id"], name=op.f("fk_contest_appeals_contest_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_contest_appeals_member_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["contest_stages.id"], name=op.f("fk_contest_appeals_stage_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contest_appeals")),
    )
    with op.batch_alter_table("contest_appeals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contest_appeals_contest_id"), ["contest_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contest_appeals_member_id"), ["member_id"], unique=False)
        batch_op.create_index(
            "ix_contest_appeals_open",
            ["contest_id", "member_id", "about", "question_no"],
            unique=True,
            sqlite_where=sa.text("state IN ('waiting', 'proposed')"),
            postgresql_where=sa.text("state IN ('waiting', 'proposed')"),
        )

    with op.batch_alter_table("exams", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_exams_counting_is_known"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_exams_counting_is_known"),
            "counting IN ('best', 'last', 'first', 'mean', 'daily', 'capped', 'speed')",
        )
        batch_op.add_column(sa.Column("by_invitation", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("brings_points", sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column("frozen_from", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    for table in (
        "contest_awards",
        "contest_appeals",
        "contest_places",
        "contest_on_site_scores",
        "contest_qualifiers",
        "contest_team_members",
        "contest_teams",
        "contest_disqualifications",
        "contest_steps",
        "contest_state_changes",
        "contest_stages",
        "contests",
        "exam_invitations",
    ):
        op.drop_table(table)
    op.execute("UPDATE exams SET counting = 'best' WHERE counting IN ('capped', 'speed')")
    with op.batch_alter_table("exams") as table:
        table.drop_constraint(op.f("ck_exams_counting_is_known"), type_="check")
        table.create_check_constraint(
            op.f("ck_exams_counting_is_known"), "counting IN ('best', 'last', 'first', 'mean', 'daily')"
        )
        for name in ("frozen_from", "brings_points", "by_invitation"):
            table.drop_column(name)
