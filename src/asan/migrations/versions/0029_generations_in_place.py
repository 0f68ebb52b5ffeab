"""A generation on a CDM that is read in place has no snapshot, but names what was read."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0029"
down_revision: str | None = "0028"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_TABLE = "cohort_generation"


def upgrade() -> None:
    """Go to this version."""
    with op.batch_alter_table(_TABLE) as batch:
        batch.add_column(sa.Column("source", sa.Text()))
        batch.alter_column("snapshot", existing_type=sa.Integer(), nullable=True)
        batch.alter_column("published", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    """Go back to the version before, without what it could not hold."""
    op.execute(sa.text(f"DELETE FROM {_TABLE} WHERE snapshot IS NULL"))
    with op.batch_alter_table(_TABLE) as batch:
        batch.alter_column("published", existing_type=sa.Integer(), nullable=False)
        batch.alter_column("snapshot", existing_type=sa.Integer(), nullable=False)
        batch.drop_column("source")
