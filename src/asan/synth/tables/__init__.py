"""Synthea's files, one function each: columns in, one table of text out."""
