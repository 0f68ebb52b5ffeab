"""CONCEPT_ANCESTOR from CONCEPT_RELATIONSHIP, for downloads that come without it.

A relationship whose kind says ``defines_ancestry`` points from a concept to one below it; where the kind is also
hierarchical, the step counts as one level. Ancestors are kept for valid standard and classification concepts, each
being its own at level 0.
"""

from asan.warehouse.connection import Connection

# SNOMED's deepest branches have about 20 levels; a longer way means that the relations run in a circle.
MAX_STEPS = 60

_EDGES = """
CREATE TEMP TABLE ancestry_edge AS
SELECT DISTINCT r.concept_id_1 AS ancestor, r.concept_id_2 AS descendant,
       CASE WHEN k.is_hierarchical = '1' THEN 1 ELSE 0 END AS level
FROM lake.vocabulary.concept_relationship r
JOIN lake.vocabulary.relationship k ON k.relationship_id = r.relationship_id AND k.defines_ancestry = '1'
JOIN lake.vocabulary.concept a ON a.concept_id = r.concept_id_1 AND a.standard_concept IN ('S', 'C')
JOIN lake.vocabulary.concept d ON d.concept_id = r.concept_id_2 AND d.standard_concept IN ('S', 'C')
WHERE r.invalid_reason IS NULL AND r.concept_id_1 <> r.concept_id_2
"""

_STEP = """
CREATE OR REPLACE TEMP TABLE ancestry_next AS
SELECT DISTINCT f.ancestor, e.descendant, f.level + e.level AS level
FROM ancestry_front f JOIN ancestry_edge e ON e.ancestor = f.descendant
"""


def build_ancestors(connection: Connection) -> bool:
    """Fill the empty ``lake.vocabulary.concept_ancestor``. False when the hierarchy runs in a circle.

    Level by level over sets: one join a level, for all concepts at once.
    """
    connection.execute(
        "CREATE TEMP TABLE ancestry_path (ancestor INTEGER, descendant INTEGER, low INTEGER, high INTEGER)"
    )
    connection.execute(_EDGES)
    connection.execute("CREATE TEMP TABLE ancestry_front AS SELECT * FROM ancestry_edge")
    steps, circle = 1, False
    while _rows(connection, "ancestry_front") and steps <= MAX_STEPS:
        connection.execute(
            """INSERT INTO ancestry_path
               SELECT ancestor, descendant, min(level), max(level) FROM ancestry_front GROUP BY ancestor, descendant"""
        )
        connection.execute(_STEP)
        circle = circle or bool(_rows(connection, "ancestry_next WHERE ancestor = descendant"))
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE ancestry_front AS SELECT * FROM ancestry_next WHERE ancestor <> descendant"
        )
        steps += 1
    complete = not circle and not _rows(connection, "ancestry_front")
    connection.execute(
        """INSERT INTO lake.vocabulary.concept_ancestor
           SELECT ancestor, descendant, CAST(min(low) AS INTEGER), CAST(max(high) AS INTEGER) FROM (
             SELECT ancestor, descendant, low, high FROM ancestry_path
             UNION ALL
             SELECT concept_id, concept_id, 0, 0 FROM lake.vocabulary.concept
             WHERE standard_concept IN ('S', 'C') AND invalid_reason IS NULL
           ) paths GROUP BY ancestor, descendant ORDER BY ancestor, descendant"""
    )
    for name in ("path", "edge", "front", "next"):
        connection.execute(f"DROP TABLE IF EXISTS ancestry_{name}")
    return complete


def _rows(connection: Connection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])
