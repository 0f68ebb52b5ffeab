"""A version of a policy can be proposed, and rejected with a reason."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_TABLE = "policy_change"


def upgrade() -> None:
    """Go to this version."""
    op.add_column(_TABLE, sa.Column("proposed", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column(_TABLE, sa.Column("rejected_by", sa.String(length=120), nullable=True))
    op.add_column(_TABLE, sa.Column("rejected_at", sa.DateTime(), nullable=True))
    op.add_column(_TABLE, sa.Column("rejected_reason", sa.Text(), nullable=True))


def downgrade() -> None:
    """Go back to the version before, without what nobody approved: it would count there. The audit keeps it."""
    op.execute(sa.text(f"DELETE FROM {_TABLE} WHERE approved_by IS NULL AND (proposed OR rejected_by IS NOT NULL)"))
    for column in ("rejected_reason", "rejected_at", "rejected_by", "proposed"):
        op.drop_column(_TABLE, column)
