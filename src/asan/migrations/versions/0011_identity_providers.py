"""Who comes from an identity provider, and which sessions it began."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "external_identity",
        sa.Column("provider", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_external_identity_user_id_user_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("provider", "subject", name=op.f("pk_external_identity")),
    )
    op.create_index(op.f("ix_external_identity_user_id"), "external_identity", ["user_id"])
    op.add_column("login_session", sa.Column("provider", sa.String(length=40), nullable=True))
    op.add_column("login_session", sa.Column("provider_session", sa.String(length=200), nullable=True))
    op.add_column("login_session", sa.Column("id_token", sa.Text(), nullable=True))
    op.create_index(op.f("ix_login_session_provider_session"), "login_session", ["provider_session"])


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_index(op.f("ix_login_session_provider_session"), "login_session")
    op.drop_column("login_session", "id_token")
    op.drop_column("login_session", "provider_session")
    op.drop_column("login_session", "provider")
    op.drop_index(op.f("ix_external_identity_user_id"), "external_identity")
    op.drop_table("external_identity")
