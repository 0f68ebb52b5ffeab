"""Definitions are shared by project, and commented on."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_COMMENTS = {"cohort_comment": "cohort_definition", "concept_set_comment": "concept_set"}


def upgrade() -> None:
    """Go to this version."""
    for comments, things in _COMMENTS.items():
        op.add_column(things, sa.Column("project", sa.String(60), nullable=True))
        op.create_table(
            comments,
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("definition_id", sa.Integer(), nullable=False),
            sa.Column("number", sa.Integer(), nullable=False),
            sa.Column("author", sa.String(120), nullable=False),
            sa.Column("text", sa.Text(), nullable=False),
            sa.Column("created_at", sa.DateTime(), nullable=False),
            sa.Column("resolved_by", sa.String(120), nullable=True),
            sa.Column("resolved_at", sa.DateTime(), nullable=True),
            sa.ForeignKeyConstraint(["definition_id"], [f"{things}.id"], name=f"fk_{comments}_definition_id_{things}"),
            sa.PrimaryKeyConstraint("id", name=f"pk_{comments}"),
        )
        op.create_index(f"ix_{comments}_definition_id", comments, ["definition_id"])


def downgrade() -> None:
    """Go back to the version before: the comments are gone, and what a project shared is its owner's alone."""
    for comments, things in _COMMENTS.items():
        op.drop_table(comments)
        op.execute(sa.text(f"UPDATE {things} SET sharing = 'private' WHERE project IS NOT NULL"))
        op.drop_column(things, "project")
