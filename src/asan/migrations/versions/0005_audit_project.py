"""The audit says for which project somebody asked

Older records keep their hashes: the column is hashed only where it holds something.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go to this version."""
    # Not as a batch, which would make the table anew without the triggers that refuse changes.
    op.add_column("audit_record", sa.Column("project", sa.String(60), nullable=True))


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_column("audit_record", "project")
