"""Estimates and their intervals, from counts and durations alone."""
