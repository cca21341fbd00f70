"""The schema of a database as PostgreSQL itself writes it down."""

import asyncpg

_COLUMNS = """
SELECT format('%s.%s %s%s%s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
              CASE WHEN a.attnotnull THEN ' not null' ELSE '' END,
               coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')) AS line
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0
    AND NOT a.attisdropped AND c.relname = ANY($1)
"""
_CONSTRAINTS = """
SELECT format('%s constraint %s', c.relname, pg_get_constraintdef(k.oid)) AS line
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY($1) AND k.contype <> 'n'
"""
_INDEXES = (
    "SELECT indexdef AS line FROM pg_indexes WHERE schemaname = 'public' AND tablename = ANY($1)"
)


async def schema_of(database_url: str, tables: set[str]) -> list[str]:
    """Return columns, constraints and indexes of `tables`, one line each, sorted."""
    connection = await asyncpg.connect(database_url)
    try:
        return sorted(
            [
                row["line"]
                for query in (_COLUMNS, _CONSTRAINTS, _INDEXES)
                for row in await connection.fetch(query, list(tables))
            ]
        )
    finally:
        await connection.close()
