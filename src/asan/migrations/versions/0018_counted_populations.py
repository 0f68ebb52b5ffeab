"""Whom aggregate answers have counted"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "counted_population",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("principal", sa.String(120), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("place", sa.String(80), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("keys", sa.String(64), nullable=False),
        sa.Column("persons", sa.BigInteger(), nullable=False),
        sa.Column("groups", sa.Text(), nullable=False),
    )
    op.create_index("ix_counted_population_principal", "counted_population", ["principal", "place"])


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_table("counted_population")
