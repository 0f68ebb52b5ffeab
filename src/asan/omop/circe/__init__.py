"""Cohort definitions as OHDSI's Circe defines them: the expression that ATLAS writes, as typed, frozen data.

`reading` turns JSON into an `expression.CohortExpression` and keeps what it does not know; `writing` turns it back;
`validation` says what is wrong or has no effect; `explain` reads it aloud in Korean or English.
"""
