"""Which attempt of an exam counts, what it is for, and when each part of its outcome may be seen."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ASPECTS = ("review_score", "review_correctness", "review_key", "review_explanation")
NEW = {"mode": ("official", 8), "counting": ("best", 8)} | dict.fromkeys(ASPECTS, ("at_once", 20))
CHECKS = {
    "mode": "mode IN ('official', 'mock', 'practice')",
    "counting": "counting IN ('best', 'last', 'first', 'mean', 'daily')",
} | {name: f"{name} IN ('at_once', 'after_window', 'after_publication', 'never')" for name in ASPECTS}
FORMERLY = "review_rule IN ('at_once', 'after_close', 'all_after_close', 'never')"

ONWARDS = (
    "UPDATE exams SET review_score = CASE review_rule WHEN 'all_after_close' THEN 'after_window' ELSE 'at_once' END",
    *(
        f"UPDATE exams SET {name} = CASE review_rule WHEN 'at_once' THEN 'at_once' WHEN 'never' THEN 'never'"
        " ELSE 'after_window' END"
        for name in ASPECTS[1:]
    ),
)
BACK = (
    "UPDATE exams SET review_rule = CASE"
    " WHEN review_score <> 'at_once' THEN 'all_after_close'"
    " WHEN review_explanation = 'at_once' THEN 'at_once'"
    " WHEN review_explanation IN ('never', 'after_publication') THEN 'never' ELSE 'after_close' END"
)


def upgrade() -> None:
    with op.batch_alter_table("exams") as table:
        for name, (_, length) in NEW.items():
            table.add_column(sa.Column(name, sa.String(length), nullable=True))
        table.add_column(sa.Column("results_at", sa.BigInteger(), nullable=True))
    op.execute("UPDATE exams SET mode = 'official', counting = 'best'")
    for statement in ONWARDS:
        op.execute(statement)
    with op.batch_alter_table("exams") as table:
        table.drop_constraint(op.f("ck_exams_review_rule_is_known"), type_="check")
        table.drop_column("review_rule")
        for name, (_, length) in NEW.items():
            table.alter_column(name, existing_type=sa.String(length), nullable=False)
            table.create_check_constraint(op.f(f"ck_exams_{name}_is_known"), CHECKS[name])
    _scoring("scoring IN ('sum', 'best', 'counted')")
    op.create_table(
        "result_publications",
        sa.Column("exam_id", ID, nullable=False),
        sa.Column("published_by", ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exam_id"], ["exams.id"], name=op.f("fk_result_publications_exam_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["published_by"], ["members.id"], name=op.f("fk_result_publications_published_by")),
        sa.PrimaryKeyConstraint("exam_id", name=op.f("pk_result_publications")),
    )


def downgrade() -> None:
    """The older site knows one moment for the key and no publication by hand: what waits for one is not shown, but for
    a score, which comes with the closing. Boards keep what counts, and follow the best attempt from then on."""
    op.drop_table("result_publications")
    op.execute("UPDATE boards SET scoring = 'best' WHERE scoring = 'counted'")
    _scoring("scoring IN ('sum', 'best')")
    with op.batch_alter_table("exams") as table:
        table.add_column(sa.Column("review_rule", sa.String(16), nullable=True))
    op.execute(BACK)
    with op.batch_alter_table("exams") as table:
        for name in NEW:
            table.drop_constraint(op.f(f"ck_exams_{name}_is_known"), type_="check")
            table.drop_column(name)
        table.drop_column("results_at")
        table.alter_column("review_rule", existing_type=sa.String(16), nullable=False)
        table.create_check_constraint(op.f("ck_exams_review_rule_is_known"), FORMERLY)


def _scoring(known: str) -> None:
    with op.batch_alter_table("boards") as table:
        table.drop_constraint(op.f("ck_boards_scoring_is_known"), type_="check")
        table.create_check_constraint(op.f("ck_boards_scoring_is_known"), known)
