"""The tokens of one statement, read from left to right."""

from collections.abc import Sequence
from typing import Final

from sqlglot.tokenizer_core import Token, TokenType

from asan.gateway.errors import BadSql, NotAllowed

QUESTIONS: Final = ("SELECT", "WITH", "VALUES", "TABLE", "(")
"""What a question begins with."""

_NAMES: Final = frozenset("\"'")


class Words:
    """The tokens of one statement, read from left to right."""

    def __init__(self, sql: str, tokens: Sequence[Token]) -> None:
        self.sql = sql
        self.tokens = tokens
        self.at = 0

    def peek(self) -> str:
        """The next word in upper case; empty at the end, and for quoted names and strings."""
        if self.at >= len(self.tokens) or self._quoted(self.tokens[self.at]):
            return ""
        return str(self.tokens[self.at].text).upper()

    def accept(self, *words: str) -> bool:
        """Take the next word if it is one of ``words``."""
        if self.peek() in words:
            self.at += 1
            return True
        return False

    def expect(self, *words: str) -> None:
        """Take the next word, which must be one of ``words``."""
        if not self.accept(*words):
            raise self.unreadable()

    def name(self) -> str:
        """A name: lower case unless quoted."""
        if self.at >= len(self.tokens):
            raise self.unreadable()
        token = self.tokens[self.at]
        self.at += 1
        return str(token.text) if self._quoted(token) else str(token.text).lower()

    def text(self) -> str:
        """The next token as it is, without quotes."""
        if self.at >= len(self.tokens):
            raise self.unreadable()
        self.at += 1
        return str(self.tokens[self.at - 1].text)

    def rest(self) -> str:
        """The text from here on."""
        if self.at >= len(self.tokens):
            raise self.unreadable()
        return self.sql[self.tokens[self.at].start : self.tokens[-1].end + 1]

    def end(self) -> None:
        """Raise BadSql unless all was read."""
        if self.at < len(self.tokens):
            raise self.unreadable()

    @property
    def done(self) -> bool:
        """Whether all was read."""
        return self.at >= len(self.tokens)

    def unreadable(self) -> BadSql:
        """An error that points at the next token."""
        place = min(self.at, len(self.tokens) - 1)
        token = self.tokens[place]
        return BadSql(detail=f"syntax error at line {token.line}, column {token.col}")

    def _quoted(self, token: Token) -> bool:
        return self.sql[token.start : token.start + 1] in _NAMES

    def question(self) -> str:
        """The text from here on, which must be a question."""
        if self.peek() not in QUESTIONS:
            raise NotAllowed(what=self.peek() or "a statement without a verb")
        return self.rest()

    def closing(self) -> int:
        """Where the parenthesis that opens here closes."""
        depth = 0
        for place in range(self.at, len(self.tokens)):
            kind = self.tokens[place].token_type
            depth += (kind == TokenType.L_PAREN) - (kind == TokenType.R_PAREN)
            if depth == 0:
                return place
        raise self.unreadable()
