"""The standardized vocabularies as they come: downloads, what can be wrong with them, and how to walk them."""
