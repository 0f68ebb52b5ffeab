"""Cohorts: definitions compiled and run over the CDM, and what is done with the persons they find."""
