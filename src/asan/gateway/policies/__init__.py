"""Explicit policies: what stewards decide beyond the roles' defaults, kept in the app store with every version."""
