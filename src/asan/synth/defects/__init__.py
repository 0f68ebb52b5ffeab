"""Defects planted into the files on request, with a ledger that says which row is bad and what must become of it."""
