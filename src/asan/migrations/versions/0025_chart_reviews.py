"""Reviews of cohorts patient by patient, and the answers."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "chart_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("generation_id", sa.Integer(), nullable=False),
        sa.Column("snapshot", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("drawn_from", sa.Integer(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("reviewers", sa.JSON(), nullable=False),
        sa.Column("adjudicator", sa.String(120), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort_definition.id"], name="fk_chart_review_cohort_id_cohort_definition"
        ),
        sa.ForeignKeyConstraint(
            ["generation_id"], ["cohort_generation.id"], name="fk_chart_review_generation_id_cohort_generation"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_chart_review"),
    )
    op.create_index("ix_chart_review_cohort_id", "chart_review", ["cohort_id"])
    op.create_table(
        "chart_review_patient",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id"], ["chart_review.id"], name="fk_chart_review_patient_review_id_chart_review"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_chart_review_patient"),
        sa.UniqueConstraint("review_id", "position", name="uq_chart_review_patient_review_id"),
    )
    op.create_table(
        "chart_review_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("reviewer", sa.String(120), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["chart_review_patient.id"], name="fk_chart_review_sheet_patient_id_chart_review_patient"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_chart_review_sheet"),
        sa.UniqueConstraint("patient_id", "reviewer", name="uq_chart_review_sheet_patient_id"),
    )


def downgrade() -> None:
    """Go back to the version before: reviews and their answers are gone."""
    op.drop_table("chart_review_sheet")
    op.drop_table("chart_review_patient")
    op.drop_table("chart_review")
