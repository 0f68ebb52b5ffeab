"""Which words of the vocabulary a typed word may mean: beginning with it, containing it, or spelled much like it."""

from pathlib import Path

from tantivy import Index, Occur, Order, Query

from asan.omop.search.schema import part_length, parts, register

MOST = 100
# One typing error in a word of four letters or more, two from eight; Hangul words carry more in each letter.
_ONE_ERROR, _TWO_ERRORS = 4, 8
_ONE_ERROR_HANGUL = 3


class Words:
    """The words' index of one vocabulary."""

    def __init__(self, folder: Path) -> None:
        self.index = Index.open(str(folder))
        register(self.index)
        self.schema = self.index.schema
        self.searcher = self.index.searcher()

    def beginning(self, text: str) -> list[str]:
        """Words that begin with ``text``, the commonest first."""
        if len(text) < part_length(text) - 1:
            return []
        return self._words(Query.fuzzy_term_query(self.schema, "word", text, distance=0, prefix=True))

    def containing(self, text: str) -> list[str]:
        """Words that have ``text`` anywhere within, the commonest first."""
        pieces = parts(text)
        if not pieces:
            return []
        every = Query.boolean_query([(Occur.Must, Query.term_query(self.schema, "parts", piece)) for piece in pieces])
        return [word for word in self._words(every) if text in word]

    def like(self, text: str) -> list[str]:
        """Words that differ from ``text`` by a typing error or two."""
        hangul = part_length(text) == 2
        if len(text) < (_ONE_ERROR_HANGUL if hangul else _ONE_ERROR) or text.isdigit():
            return []
        distance = 2 if len(text) >= _TWO_ERRORS and not hangul else 1
        for tried in range(1, distance + 1):
            found = self._words(Query.fuzzy_term_query(self.schema, "word", text, distance=tried))
            if found:
                return found
        return []

    def _words(self, query: Query) -> list[str]:
        hits = self.searcher.search(query, MOST, count=False, order_by_field="concepts", order=Order.Desc).hits
        return [str(self.searcher.doc(address).get_first("word")) for _, address in hits]
