"""The gateway for programs that speak PostgreSQL's wire protocol (version 3): the same door, the same answers."""
