"""The words that texts of the audit have, for searches by their beginnings."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from asan.gateway.audit.words import gather

revision: str = "0028"
down_revision: str | None = "0027"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go to this version."""
    connection = op.get_bind()
    by_bytes = "C" if connection.dialect.name == "postgresql" else None
    op.create_table("audit_word", sa.Column("word", sa.String(64, collation=by_bytes), primary_key=True))
    gather(connection)


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_table("audit_word")
