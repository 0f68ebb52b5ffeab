"""Step 1: finding, checking, reading and typing the source files."""
