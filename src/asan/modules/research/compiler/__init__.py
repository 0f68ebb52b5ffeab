"""Compiles Circe cohort expressions to SQL over the CDM, any number of them to the same few statements.

What differs between definitions is data, not text: the SQL joins tables of parameters (which events, within which
days, how often), so a batch of hundreds reads each domain's table once and takes as many statements as one.

`plan` reads expressions into numbered parts that definitions share; `concept_sets`, `events`, `groups`, `entry`,
`ends` and `eras` write the SQL of their concern; `program` puts the statements in order.
"""
