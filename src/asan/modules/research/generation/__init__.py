"""Generation: a definition's persons computed on a snapshot, published in OMOP's cohort table, and held against earlier
ones.
"""
