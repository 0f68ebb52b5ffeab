"""Incremental load: the CDM that a full load of base and change together would give, made from the change."""
