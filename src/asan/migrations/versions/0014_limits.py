"""What those who have a limit use now"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "principal_usage",
        sa.Column("principal", sa.String(120), primary_key=True),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "running_question",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("principal", sa.String(120), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_running_question_principal", "running_question", ["principal"])


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_table("running_question")
    op.drop_table("principal_usage")
