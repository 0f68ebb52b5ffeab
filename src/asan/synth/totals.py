"""Tables of what all blocks share (sites, doctors, insurers): their figures add up over the blocks."""

import pyarrow as pa
import pyarrow.compute as pc

SHARED = ("organizations", "providers", "payers")


def added(total: pa.Table | None, block: pa.Table) -> pa.Table:
    """``total`` with the block's whole numbers and amounts of money added; the other columns are the same in each."""
    if total is None:
        return block
    columns = []
    for name in block.column_names:
        column = block[name]
        if pa.types.is_integer(column.type) or pa.types.is_decimal(column.type):
            column = pc.add(total[name], column).cast(column.type)
        columns.append(column)
    return pa.table(columns, schema=block.schema)
