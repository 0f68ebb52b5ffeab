"""Fields of the two indexes: concepts, and the words that their names are made of.

The words' own index answers which words contain a part or resemble a misspelling. There are a hundred times fewer
words than occurrences of words, so these costly questions stay cheap on millions of concepts.
"""

import re
import unicodedata

from tantivy import Filter, Index, Schema, SchemaBuilder, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

LONGEST_WORD = 60
_SPACES = re.compile(r"\s+")
_CODE_SIGNS = re.compile(r"[.\-/ ]")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")


def concept_schema() -> Schema:
    """One document a concept."""
    builder = SchemaBuilder()
    builder.add_integer_field("id", indexed=True)
    builder.add_bytes_field("stored", stored=True)
    builder.add_text_field("code", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("exact_name", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("exact_synonym", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("first", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("name", tokenizer_name="words", index_option="freq")
    builder.add_text_field("words", tokenizer_name="words", index_option="basic")
    for name in ("brevity", "domain", "vocabulary", "class", "standard", "valid"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    return builder.build()


def word_schema() -> Schema:
    """One document a word: its parts, and in how many concepts it stands."""
    builder = SchemaBuilder()
    builder.add_text_field("word", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("parts", tokenizer_name="whitespace", index_option="basic")
    builder.add_integer_field("concepts", fast=True)
    return builder.build()


def analyzer() -> TextAnalyzer:
    """How names become words: letters and digits together, lower case, without accents."""
    builder = TextAnalyzerBuilder(Tokenizer.simple())
    return (
        builder.filter(Filter.remove_long(LONGEST_WORD)).filter(Filter.lowercase()).filter(Filter.ascii_fold()).build()
    )


def register(index: Index) -> None:
    """Tell an index, new or opened, how its words are made."""
    index.register_tokenizer("words", analyzer())
    index.register_tokenizer("whitespace", TextAnalyzerBuilder(Tokenizer.whitespace()).build())


def normal(text: str) -> str:
    """Names compare equal in any case and spacing, and Hangul in one Unicode form."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip().lower()


def code_forms(code: str) -> list[str]:
    """A code as written and without its dots and dashes, since E11.9 is often written E119."""
    written = normal(code)
    return list(dict.fromkeys((written, _CODE_SIGNS.sub("", written) or written)))


def part_length(text: str) -> int:
    """Letters of the parts into which words are cut: 2 for Hangul, whose words are short, else 3."""
    return 2 if _HANGUL.search(text) else 3


def parts(word: str) -> list[str]:
    """The overlapping parts of ``word``; empty when it is shorter than one."""
    length = part_length(word)
    return list(dict.fromkeys(word[start : start + length] for start in range(len(word) - length + 1)))
