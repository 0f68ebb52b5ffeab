"""What is computed of a CDM that is read in place, and kept here for the pages."""
