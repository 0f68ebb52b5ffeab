"""API tokens carry the keys with which PostgreSQL's clients prove that they have one."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go to this version."""
    with op.batch_alter_table("api_token") as batch:
        batch.add_column(sa.Column("scram_stored", sa.LargeBinary(), nullable=True))
        batch.add_column(sa.Column("scram_server", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Go back to the version before."""
    with op.batch_alter_table("api_token") as batch:
        batch.drop_column("scram_server")
        batch.drop_column("scram_stored")
