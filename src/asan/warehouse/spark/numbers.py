"""Numbers as text, the way DuckDB writes them: Java 17 has a digit too many in some, and its own exponents."""


def double_text(java: str | None) -> str | None:
    """DuckDB's text of a double, from Java's text of it; None for None.

    Both, and Python, write a text that reads back as the same double; DuckDB and Python write the shortest, with an
    exponent below 1e-4 and from 1e16 on.
    """
    if java is None:
        return None
    return repr(float(java))
