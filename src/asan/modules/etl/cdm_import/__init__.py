"""An existing CDM, 5.3 or 5.4, one file a table, becomes a published snapshot."""
