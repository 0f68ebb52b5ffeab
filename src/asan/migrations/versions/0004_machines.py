"""Runs and jobs say on which machine they are."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go to this version."""
    for table in ("etl_run", "job"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("machine", sa.String(32), nullable=False, server_default=""))


def downgrade() -> None:
    """Go back to the version before."""
    for table in ("etl_run", "job"):
        with op.batch_alter_table(table) as batch:
            batch.drop_column("machine")
