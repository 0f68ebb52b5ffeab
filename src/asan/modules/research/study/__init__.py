"""Study packages: definitions, analyses and results in one file that another site runs on its own CDM."""
