"""Concept sets and their versions"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "concept_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(120), nullable=False),
        sa.Column("sharing", sa.String(10), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_concept_set"),
    )
    op.create_index("ix_concept_set_owner", "concept_set", ["owner"])
    op.create_table(
        "concept_set_version",
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
            ["definition_id"], ["concept_set.id"], name="fk_concept_set_version_definition_id_concept_set"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_concept_set_version"),
        sa.UniqueConstraint("definition_id", "number", name="uq_concept_set_version_definition_id"),
    )
    op.create_index("ix_concept_set_version_definition_id", "concept_set_version", ["definition_id"])


def downgrade() -> None:
    """Go back to the version before: the sets are gone."""
    op.drop_table("concept_set_version")
    op.drop_table("concept_set")
