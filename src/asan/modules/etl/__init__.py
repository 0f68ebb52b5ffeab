"""The 13 steps from source files to a published snapshot of the CDM."""
