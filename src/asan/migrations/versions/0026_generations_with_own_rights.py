"""A generation says with whose rights it was computed."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0026"
down_revision: str | None = "0025"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_TABLE = "cohort_generation"


def upgrade() -> None:
    """Go to this version."""
    op.add_column(_TABLE, sa.Column("rights", sa.String(10), server_default="platform", nullable=False))


def downgrade() -> None:
    """Go back to the version before, without what is one person's alone: it would count as everybody's there."""
    op.execute(sa.text(f"DELETE FROM {_TABLE} WHERE rights <> 'platform'"))
    op.drop_column(_TABLE, "rights")
