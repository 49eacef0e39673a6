"""Certificates and the series that their numbers are counted in."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OF_A_MEMBER = sa.text("revoked_at IS NULL AND holder_member_id IS NOT NULL")
OF_A_UNIT = sa.text("revoked_at IS NULL AND holder_unit_id IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "certificate_series",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("key", sa.LargeBinary(16), nullable=False),
        sa.Column("last_serial", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_series")),
        sa.UniqueConstraint("name", name=op.f("uq_certificate_series_name")),
    )
    op.create_table(
        "certificates",
        sa.Column("id", ID, nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("series", sa.String(40), nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("holder_member_id", ID, nullable=True),
        sa.Column("holder_unit_id", ID, nullable=True),
        sa.Column("holder_name", sa.String(120), nullable=False),
        sa.Column("holder_unit_name", sa.String(120), nullable=False),
        sa.Column("title", sa.String(60), nullable=False),
        sa.Column("text", sa.String(300), nullable=False),
        sa.Column("issuer", sa.String(120), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("issued_by", ID, nullable=True),
        sa.Column("visible_from", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_by", ID, nullable=True),
        sa.Column("revoked_reason", sa.String(200), nullable=True),
        sa.CheckConstraint("kind IN ('award', 'certificate')", name=op.f("ck_certificates_kind_is_known")),
        sa.CheckConstraint(
            "(holder_member_id IS NULL) <> (holder_unit_id IS NULL)", name=op.f("ck_certificates_has_one_holder")
        ),
        sa.CheckConstraint(
            "(revoked_at IS NULL) = (revoked_reason IS NULL)", name=op.f("ck_certificates_is_revoked_with_a_reason")
        ),
        sa.ForeignKeyConstraint(["series"], ["certificate_series.name"], name=op.f("fk_certificates_series")),
        sa.ForeignKeyConstraint(["holder_member_id"], ["members.id"], name=op.f("fk_certificates_holder_member_id")),
        sa.ForeignKeyConstraint(["holder_unit_id"], ["units.id"], name=op.f("fk_certificates_holder_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
        sa.UniqueConstraint("number", name=op.f("uq_certificates_number")),
    )
    op.create_index(op.f("ix_certificates_holder_member_id"), "certificates", ["holder_member_id"])
    op.create_index(op.f("ix_certificates_holder_unit_id"), "certificates", ["holder_unit_id"])
    for name, column, where in (
        ("ix_certificates_one_of_a_member", "holder_member_id", OF_A_MEMBER),
        ("ix_certificates_one_of_a_unit", "holder_unit_id", OF_A_UNIT),
    ):
        columns = ["series", "source_id", column]
        op.create_index(name, "certificates", columns, unique=True, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_table("certificates")
    op.drop_table("certificate_series")
