"""Groups, roles of the hospital's own, and accounts of programs with an owner."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "own_role",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_own_role")),
    )
    op.create_table(
        "user_group",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_user_group")),
    )
    op.create_table(
        "group_member",
        sa.Column("group", sa.String(length=60), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["group"], ["user_group.name"], name=op.f("fk_group_member_group_user_group"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_group_member_user_id_user_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("group", "user_id", name=op.f("pk_group_member")),
    )
    op.create_index(op.f("ix_group_member_user_id"), "group_member", ["user_id"])
    op.add_column("user_role", sa.Column("source", sa.String(length=40), nullable=False, server_default=""))
    if op.get_bind().dialect.name == "sqlite":
        # Adding a key to a table would write it anew there, and take what hangs on its rows with it.
        op.execute(
            "ALTER TABLE user_account ADD COLUMN owner_id INTEGER "
            "CONSTRAINT fk_user_account_owner_id_user_account REFERENCES user_account (id)"
        )
    else:
        op.add_column("user_account", sa.Column("owner_id", sa.Integer(), nullable=True))
        op.create_foreign_key(
            op.f("fk_user_account_owner_id_user_account"), "user_account", "user_account", ["owner_id"], ["id"]
        )


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_column("user_account", "owner_id")
    op.drop_column("user_role", "source")
    op.drop_index(op.f("ix_group_member_user_id"), "group_member")
    op.drop_table("group_member")
    op.drop_table("user_group")
    op.drop_table("own_role")
