"""A record of the audit holds however many roles somebody has."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go to this version. SQLite never held a text to its length."""
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("audit_record", "roles", type_=sa.Text(), existing_type=sa.String(200))


def downgrade() -> None:
    """Go back to the version before; records whose roles are longer stay as they are, and so does the column."""
