"""Passwords with a history, sessions and tokens that say when they were used, tokens with scopes, accounts that end."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go to this version."""
    op.add_column("user_account", sa.Column("ends_at", sa.DateTime(), nullable=True))
    op.add_column("user_account", sa.Column("last_sign_in_at", sa.DateTime(), nullable=True))
    op.add_column("password", sa.Column("temporary", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "former_password",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_former_password_user_id_user_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_password")),
    )
    op.create_index(op.f("ix_former_password_user_id"), "former_password", ["user_id"])
    # When the sessions of before were last used is not known: they count as unused, and people sign in again.
    long_ago = "1970-01-01 00:00:00"
    op.add_column("login_session", sa.Column("last_used_at", sa.DateTime(), nullable=False, server_default=long_ago))
    op.add_column("login_session", sa.Column("address", sa.String(length=64), nullable=True))
    op.add_column("login_session", sa.Column("agent", sa.String(length=200), nullable=True))
    # Tokens from before scopes go on doing what they did.
    every = "query,export,operate,admin"
    op.add_column("api_token", sa.Column("scopes", sa.String(length=100), nullable=False, server_default=every))
    op.add_column("api_token", sa.Column("last_used_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_column("api_token", "last_used_at")
    op.drop_column("api_token", "scopes")
    op.drop_column("login_session", "agent")
    op.drop_column("login_session", "address")
    op.drop_column("login_session", "last_used_at")
    op.drop_index(op.f("ix_former_password_user_id"), "former_password")
    op.drop_table("former_password")
    op.drop_column("password", "temporary")
    op.drop_column("user_account", "last_sign_in_at")
    op.drop_column("user_account", "ends_at")
