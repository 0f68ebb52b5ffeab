"""Cohort definitions, their versions, and when each was computed"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "cohort_definition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(120), nullable=False),
        sa.Column("sharing", sa.String(10), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_cohort_definition"),
    )
    op.create_index("ix_cohort_definition_owner", "cohort_definition", ["owner"])
    op.create_table(
        "cohort_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("definition_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("expression", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("comment", sa.String(500), nullable=False),
        sa.Column("author", sa.String(120), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["definition_id"], ["cohort_definition.id"], name="fk_cohort_version_definition_id_cohort_definition"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_cohort_version"),
        sa.UniqueConstraint("definition_id", "number", name="uq_cohort_version_definition_id"),
    )
    op.create_index("ix_cohort_version_definition_id", "cohort_version", ["definition_id"])
    op.create_table(
        "cohort_generation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("definition_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("snapshot", sa.Integer(), nullable=False),
        sa.Column("published", sa.Integer(), nullable=False),
        sa.Column("data_at", sa.DateTime(), nullable=False),
        sa.Column("vocabulary", sa.String(120), nullable=False),
        sa.Column("author", sa.String(120), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("absent", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["definition_id"], ["cohort_definition.id"], name="fk_cohort_generation_definition_id_cohort_definition"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_cohort_generation"),
    )
    op.create_index("ix_cohort_generation_definition_id", "cohort_generation", ["definition_id"])


def downgrade() -> None:
    """Go back to the version before: the definitions are gone."""
    op.drop_table("cohort_generation")
    op.drop_table("cohort_version")
    op.drop_table("cohort_definition")
