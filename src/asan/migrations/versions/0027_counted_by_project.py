"""Counted populations know the project and the snapshot; those of the version before are forgotten within a day."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0027"
down_revision: str | None = "0026"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_TABLE = "counted_population"
_INDEX = "ix_counted_population_project"


def upgrade() -> None:
    """Go to this version."""
    op.add_column(_TABLE, sa.Column("project", sa.String(length=60), nullable=True))
    op.add_column(_TABLE, sa.Column("state", sa.String(length=40), server_default="", nullable=False))
    op.create_index(_INDEX, _TABLE, ["project", "place"])


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_index(_INDEX, _TABLE)
    op.drop_column(_TABLE, "state")
    op.drop_column(_TABLE, "project")
