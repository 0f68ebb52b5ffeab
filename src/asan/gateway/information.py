"""What a question may learn of the catalog: the asker's own tables and columns, as small constant tables."""

from collections.abc import Sequence

from sqlglot import exp

from asan.gateway.errors import NotVisible
from asan.gateway.policy import Policy

DATABASE = "asan"


def information_table(name: str, policy: Policy) -> exp.Select | None:
    """``information_schema.tables``, ``.columns`` or ``.schemata`` of what the policy shows; None for others."""
    match name.lower():
        case "tables":
            return constant_table(
                ("table_catalog", "table_schema", "table_name", "table_type"),
                [(DATABASE, table.schema, table.name, "BASE TABLE") for table in policy.tables],
            )
        case "schemata":
            return constant_table(
                ("catalog_name", "schema_name"),
                [(DATABASE, schema) for schema in dict.fromkeys(table.schema for table in policy.tables)],
            )
        case "columns":
            return constant_table(
                ("table_catalog", "table_schema", "table_name", "column_name", "ordinal_position", "data_type"),
                [
                    (DATABASE, table.schema, table.name, column.name, place, column.type)
                    for table in policy.tables
                    for place, column in enumerate(table.columns, start=1)
                ],
            )
    return None


def show_tables(policy: Policy) -> exp.Select:
    """The answer to SHOW TABLES."""
    return constant_table(
        ("schema", "name", "rows"),
        [(table.schema, table.name, "aggregates only" if table.aggregate_only else "yes") for table in policy.tables],
    )


def describe(reference: exp.Table, policy: Policy) -> exp.Select:
    """The answer to DESCRIBE. Raises NotVisible."""
    schema = reference.args["db"].name if reference.args.get("db") else None
    table = policy.find(schema, reference.name)
    if table is None:
        raise NotVisible(name=".".join(filter(None, (schema, reference.name))))
    rows = [(column.name, column.type, column.mask.name if column.mask else None) for column in table.columns]
    return constant_table(("column_name", "column_type", "mask"), rows)


def constant_table(names: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> exp.Select:
    """``SELECT * FROM (VALUES …) AS constants(names)``, empty where there are no rows."""
    filler: tuple[object, ...] = tuple("" for _ in names)
    values = exp.values(list(rows) or [filler], alias="constants", columns=list(names))
    table = exp.Select(expressions=[exp.Star()]).from_(values)
    return table if rows else table.where(exp.false())
