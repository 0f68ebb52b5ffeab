"""The Asan Data Platform: source records in, OMOP CDM 5.4 out, one governed door to read it."""

__version__ = "0.1.0"
