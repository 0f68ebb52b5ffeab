"""Published snapshots: listed, named, expired, compacted."""
