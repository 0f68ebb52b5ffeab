"""Tokens count what they were used for in the present minute."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go to this version."""
    for name in ("rate_minute", "rate_taken"):
        op.add_column("api_token", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Go back to the version before."""
    for name in ("rate_taken", "rate_minute"):
        op.drop_column("api_token", name)
