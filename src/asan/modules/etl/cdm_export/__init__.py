"""A published snapshot written to another database."""
