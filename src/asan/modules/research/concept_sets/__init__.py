"""Concept sets: which concepts they hold, what of the hospital's records that catches, and what is near it."""
