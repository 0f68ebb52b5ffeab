"""Saved definitions: who may see and change them, their versions, what they say in words."""
