"""Concept search: an index on disk, asked by id, code, name, synonym, part of a word, or with a typing error."""
