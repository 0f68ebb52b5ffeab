"""From text to a syntax tree that holds nothing but what `asan.gateway.allowed` lists."""

import re

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.tokenizer_core import Token, TokenType

from asan.gateway.allowed import FUNCTIONS, NAMED, NODES, TABLE_FUNCTIONS, TABLE_PARTS
from asan.gateway.costs import arguments_of, check_call, name_of
from asan.gateway.errors import BadSql, NotAllowed
from asan.gateway.masks import KEY_PARAMETER
from asan.gateway.trees import trees

_DIALECT = Dialect.get_or_raise("duckdb")
_WORDS = re.compile(r"\w*|CURRENT ROW|NO OTHERS|\d*\.?\d*(e[+-]?\d+)?", re.IGNORECASE)
_SIDES = ("this", "expression")

MAX_TEXT = 200_000
MAX_NODES = 20_000
TABLE_FUNCTION = "a table function other than range, generate_series and unnest"

Statement = exp.Select | exp.SetOperation | exp.Values | exp.Subquery | exp.Show | exp.Describe


def parse_question(sql: str, *, also: frozenset[str] = frozenset()) -> Statement:
    """The one statement in ``sql``. Raises BadSql (with line and column) or NotAllowed.

    ``also`` names functions of a caller's own, in lower case, that are let through.
    """
    if len(sql) > MAX_TEXT:
        raise BadSql(detail=f"longer than {MAX_TEXT} characters")
    try:
        sql.encode()
    except UnicodeEncodeError:
        raise BadSql(detail="the text is no Unicode") from None
    statements = trees(_DIALECT, sql, _numbered)
    if len(statements) != 1:
        raise (
            BadSql(detail="exactly one statement is expected")
            if not statements
            else NotAllowed(what="more than one statement")
        )
    statement = statements[0]
    if isinstance(statement, exp.Show):
        if str(statement.this).upper() != "TABLES" or len([value for value in statement.args.values() if value]) > 1:
            raise NotAllowed(what=f"SHOW {statement.this}")
        return statement
    if isinstance(statement, exp.Describe):
        if not isinstance(statement.this, exp.Table):
            raise NotAllowed(what="DESCRIBE of a query")
        check(statement.this)
        return statement
    if isinstance(statement, exp.Condition | exp.Alias):
        raise BadSql(detail="a question starts with SELECT, WITH, FROM or VALUES")
    if not isinstance(statement, exp.Select | exp.SetOperation | exp.Values | exp.Subquery):
        raise NotAllowed(what=_kind(statement))
    check(statement, also)
    return statement


def _numbered(tokens: list[Token]) -> list[Token]:
    """Each ``?`` as ``$1``, ``$2`` … in the order of the text, which the tree does not keep; ``?::`` for what it is."""
    if not any(token.token_type in (TokenType.PLACEHOLDER, TokenType.QDCOLON) for token in tokens):
        return tokens
    result = []
    count = 0
    for token in tokens:
        if token.token_type not in (TokenType.PLACEHOLDER, TokenType.QDCOLON):
            result.append(token)
            continue
        count += 1
        place = (token.line, token.col, token.start, token.end)
        result += [Token(TokenType.PARAMETER, "$", *place), Token(TokenType.NUMBER, str(count), *place)]
        if token.token_type == TokenType.QDCOLON:
            result.append(Token(TokenType.DCOLON, "::", *place))
    return result


def check(statement: exp.Expr, also: frozenset[str] = frozenset()) -> None:
    """Raise NotAllowed unless every node of ``statement`` is of a listed kind."""
    for count, node in enumerate(statement.walk()):
        if count > MAX_NODES:
            raise BadSql(detail=f"more than {MAX_NODES} elements")
        _check_node(node, also)


def _check_node(node: exp.Expr, also: frozenset[str]) -> None:
    kind = type(node).__name__
    if isinstance(node, exp.SetOperation) and not all(isinstance(node.args[side], exp.Query) for side in _SIDES):
        raise BadSql(detail=f"{_kind(node)} of something that is no query")
    if isinstance(node, exp.Anonymous | exp.AnonymousAggFunc):
        name = str(node.name or node.this)
        if name.lower() not in NAMED and name.lower() not in also:
            raise NotAllowed(what=f"{name}()")
    elif isinstance(node, exp.Func):
        if kind not in FUNCTIONS:
            raise NotAllowed(what=f"{node.sql_name()}()")
    elif kind not in NODES:
        raise NotAllowed(what=_kind(node))
    if isinstance(node, exp.Func):
        check_call(name_of(node), arguments_of(node))
    _check_words(node)
    if isinstance(node, exp.DataType):
        _check_type(node)
    elif isinstance(node, exp.Table):
        _check_table(node)
    elif isinstance(node, exp.Lateral) and not isinstance(node.this, (exp.Subquery, *TABLE_FUNCTIONS)):
        # Among functions of rows the engine has macros that read a table by its name.
        raise NotAllowed(what=TABLE_FUNCTION)
    elif isinstance(node, exp.Placeholder) and node.name.lower() == KEY_PARAMETER:
        raise NotAllowed(what=f"${KEY_PARAMETER}")
    elif isinstance(node, exp.Select) and (node.args.get("into") or node.args.get("locks") or node.args.get("hint")):
        raise NotAllowed(what="SELECT with INTO, FOR or hints")


def _check_words(node: exp.Expr) -> None:
    """Texts that the generator writes as they are (units, kinds, names of parameters) must be plain words.

    Identifiers and literals are quoted by it; a JSON path is a literal, and functions' names are listed.
    """
    if isinstance(node, exp.Identifier | exp.JSONPathPart | exp.Anonymous) or (
        isinstance(node, exp.Literal) and node.is_string
    ):
        return
    for value in node.args.values():
        if isinstance(value, str) and not _WORDS.fullmatch(value):
            raise NotAllowed(what=_kind(node))


def _check_type(node: exp.DataType) -> None:
    """Types are the engine's own: a type's name that the asker made up would be written unquoted."""
    if not isinstance(node.this, exp.DType) or node.this in (exp.DType.USERDEFINED, exp.DType.UNKNOWN):
        raise NotAllowed(what="a type of that name")
    if node.args.get("kind"):
        raise NotAllowed(what="a type of that name")


def _check_table(table: exp.Table) -> None:
    surplus = {name for name, value in table.args.items() if value} - TABLE_PARTS
    if "catalog" in surplus:
        raise NotAllowed(what="a table of another database")
    if surplus:
        raise NotAllowed(what=f"{', '.join(sorted(surplus))} on a table")
    if not isinstance(table.this, (exp.Identifier, *TABLE_FUNCTIONS)):
        raise NotAllowed(what=TABLE_FUNCTION)


def _kind(node: exp.Expr) -> str:
    if isinstance(node, exp.Command):
        return str(node.this).upper()
    return str(node.key).upper()
