"""The audit tells whose data was shown, is searched by an index of words, and lets archived records go

Older records keep their hashes: new columns are hashed only where they hold something.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from asan.gateway.audit.index import rebuild

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_KEPT = "(SELECT coalesce(max(last), 0) FROM audit_archive)"
_REFUSE_DELETE = f"""CREATE FUNCTION audit_record_keep() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN IF OLD.id <= {_KEPT} THEN RETURN OLD; END IF; RAISE EXCEPTION 'the audit is append-only'; END $$"""


def upgrade() -> None:
    """Go to this version."""
    # Not as a batch, which would make the table anew without the triggers that refuse changes.
    op.add_column("audit_record", sa.Column("parameters", sa.Text(), nullable=True))
    op.add_column("audit_record", sa.Column("reach", sa.String(20), nullable=True))
    op.add_column("audit_record", sa.Column("persons", sa.Text(), nullable=True))
    # Days lead to numbers now.
    op.drop_index("ix_audit_record_at", "audit_record")
    everybody = sa.text("reach = 'everybody'")
    op.create_index(
        "ix_audit_record_everybody",
        "audit_record",
        ["principal", "id"],
        sqlite_where=everybody,
        postgresql_where=everybody,
    )
    op.create_table(
        "audit_day",
        sa.Column("day", sa.String(10), primary_key=True),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
    )
    op.create_table(
        "audit_archive",
        sa.Column("first", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("first_previous", sa.String(64), nullable=False),
        sa.Column("last_hash", sa.String(64), nullable=False),
        sa.Column("first_at", sa.String(32), nullable=False),
        sa.Column("last_at", sa.String(32), nullable=False),
        sa.Column("file", sa.String(120), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.UniqueConstraint("last", name="uq_audit_archive_last"),
    )
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        # The index keeps neither the words' places nor their text: both can be had from the records.
        op.execute(
            "CREATE VIRTUAL TABLE audit_index USING fts5"
            "(words, content='', columnsize=0, detail=none, tokenize=\"ascii tokenchars '_'\")"
        )
        op.execute("DROP TRIGGER audit_record_no_delete")
        op.execute(
            f"CREATE TRIGGER audit_record_no_delete BEFORE DELETE ON audit_record WHEN OLD.id > {_KEPT} "
            "BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"
        )
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER audit_archive_no_{verb} BEFORE {verb.upper()} ON audit_archive "
                "BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"
            )
    else:
        op.execute("CREATE TABLE audit_index (id bigint PRIMARY KEY, words tsvector NOT NULL)")
        op.execute("CREATE INDEX ix_audit_index_words ON audit_index USING gin (words)")
        op.execute("DROP TRIGGER audit_record_no_change ON audit_record")
        op.execute(_REFUSE_DELETE)
        for trigger, verb, table, function in (
            ("audit_record_no_update", "UPDATE", "audit_record", "audit_record_refuse"),
            ("audit_record_no_delete", "DELETE", "audit_record", "audit_record_keep"),
            ("audit_archive_no_change", "UPDATE OR DELETE", "audit_archive", "audit_record_refuse"),
        ):
            op.execute(f"CREATE TRIGGER {trigger} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()")
    rebuild(connection)


def downgrade() -> None:
    """Go back to the version before; sealed archives stay where they are, and are not read any more."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_record_no_delete")
        op.execute(
            "CREATE TRIGGER audit_record_no_delete BEFORE DELETE ON audit_record "
            "BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"
        )
    else:
        op.execute("DROP TRIGGER audit_record_no_update ON audit_record")
        op.execute("DROP TRIGGER audit_record_no_delete ON audit_record")
        op.execute("DROP FUNCTION audit_record_keep")
        op.execute(
            "CREATE TRIGGER audit_record_no_change BEFORE UPDATE OR DELETE ON audit_record "
            "FOR EACH ROW EXECUTE FUNCTION audit_record_refuse()"
        )
    op.drop_table("audit_archive")
    op.drop_table("audit_day")
    op.execute("DROP TABLE audit_index")
    op.drop_index("ix_audit_record_everybody", "audit_record")
    op.create_index("ix_audit_record_at", "audit_record", ["at"])
    for column in ("persons", "reach", "parameters"):
        op.drop_column("audit_record", column)
