"""Analyses that run as jobs: however long they take, and kept with their figures and where these are from."""
