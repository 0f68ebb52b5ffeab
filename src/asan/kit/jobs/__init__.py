"""Long work outside the request: queued in SQLite, done by the worker process, followed by events."""
