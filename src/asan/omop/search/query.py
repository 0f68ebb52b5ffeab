"""From what was typed to one ranked query.

The score is a sum of steps so far apart that they order strictly: the concept's id or code; its name; a synonym; all
words or their beginnings; parts of words; spelling errors. Within a step standard concepts come first, then valid ones,
then those whose name begins with what was typed, then the shorter names and the rarer words (BM25).
"""

from dataclasses import dataclass

from tantivy import Occur, Query, Schema

from asan.omop.search.concept import Filters
from asan.omop.search.schema import code_forms, normal
from asan.omop.search.words import Words

CODE, NAME, SYNONYM, WORDS, PARTS = 3200.0, 1600.0, 1400.0, 600.0, 300.0
STANDARD, VALID, WHOLE_WORDS, BEGINS, RELEVANCE = 150.0, 60.0, 20.0, 15.0, 1.0
# Among equals the concept with the shortest name is the general one: diabetes before its complications.
BREVITY = {"1": 18.0, "2": 12.0, "3": 6.0}
MOST_WORDS = 12
LARGEST_ID = 2**31


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed: ``text`` as one, ``tokens`` as words."""

    text: str
    tokens: tuple[str, ...]


class Questions:
    """Builds queries for the concepts' index ``schema`` with the help of its words."""

    def __init__(self, schema: Schema, words: Words) -> None:
        self.schema = schema
        self.words = words

    def ranked(self, asked: Asked, filters: Filters, *, spelling: bool) -> Query:
        """Concepts that match, best first; with ``spelling`` also those that match only if a word was misspelled."""
        ways = [(Occur.Should, self._exact(asked))]
        if asked.tokens:
            ways.append((Occur.Should, self._by_words(asked, spelling)))
        return Query.boolean_query(
            [
                *self._within_filters(Query.boolean_query(ways), filters),
                (Occur.Should, self._worth("standard", ("S",), STANDARD)),
                (Occur.Should, self._worth("valid", ("Y",), VALID)),
            ]
        )

    def exactly(self, asked: Asked, filters: Filters) -> Query:
        """Concepts whose id, code, name or synonym is just what was typed."""
        return Query.boolean_query(self._within_filters(self._exact(asked), filters))

    def _exact(self, asked: Asked) -> Query:
        ways = [
            self._worth("code", code_forms(asked.text)[:1], CODE),
            self._worth("exact_name", (asked.text,), NAME),
            self._worth("exact_synonym", (asked.text,), SYNONYM),
        ]
        if asked.text.isdecimal() and asked.text.isascii() and int(asked.text) < LARGEST_ID:
            ways.append(Query.const_score_query(Query.term_query(self.schema, "id", int(asked.text)), CODE * 2))
        return Query.boolean_query([(Occur.Should, way) for way in ways])

    def _by_words(self, asked: Asked, spelling: bool) -> Query:
        near = [self._any("words", [token, *self.words.beginning(token)]) for token in asked.tokens]
        parts = [self._any("words", [token, *self._within(token)]) for token in asked.tokens]
        reach = [self._any("words", self._spelled(token)) for token in asked.tokens] if spelling else parts
        whole = [self._any("words", [token]) for token in asked.tokens]
        share = RELEVANCE / len(asked.tokens)
        names = [Query.boost_query(Query.term_query(self.schema, "name", token), share) for token in asked.tokens]
        return Query.boolean_query(
            [
                (Occur.Must, self._all(reach, 1.0)),
                (Occur.Should, self._all(parts, PARTS)),
                (Occur.Should, self._all(near, WORDS - PARTS)),
                (Occur.Should, self._all(whole, WHOLE_WORDS)),
                (Occur.Should, self._worth("first", (asked.tokens[0],), BEGINS)),
                *((Occur.Should, self._worth("brevity", (words,), score)) for words, score in BREVITY.items()),
                *((Occur.Should, name) for name in names),
            ]
        )

    def _within(self, token: str) -> list[str]:
        return [*self.words.beginning(token), *self.words.containing(token)]

    def _spelled(self, token: str) -> list[str]:
        return [token, *self._within(token), *self.words.like(token)]

    def _within_filters(self, query: Query, filters: Filters) -> list[tuple[Occur, Query]]:
        wanted = (
            ("domain", filters.domains),
            ("vocabulary", filters.vocabularies),
            ("class", filters.classes),
            ("standard", filters.standard),
        )
        filtered = [self._any(field, list(values)) for field, values in wanted if values]
        return [(Occur.Must, query), *((Occur.Must, Query.const_score_query(one, 0.0)) for one in filtered)]

    def _any(self, field: str, values: list[str]) -> Query:
        distinct = list(dict.fromkeys(values))
        if len(distinct) == 1:
            return Query.term_query(self.schema, field, distinct[0], "basic")
        return Query.term_set_query(self.schema, field, distinct)

    def _all(self, queries: list[Query], score: float) -> Query:
        return Query.const_score_query(Query.boolean_query([(Occur.Must, query) for query in queries]), score)

    def _worth(self, field: str, values: tuple[str, ...] | list[str], score: float) -> Query:
        return Query.const_score_query(self._any(field, list(values)), score)


def asked(text: str, tokens: list[str]) -> Asked:
    """What was typed, normalised, with at most `MOST_WORDS` distinct words."""
    return Asked(normal(text), tuple(dict.fromkeys(tokens))[:MOST_WORDS])
