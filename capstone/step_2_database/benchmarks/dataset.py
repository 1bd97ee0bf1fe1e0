"""Notes by the hundred thousand, made inside the database."""

from sqlalchemy import Connection, text

# Words of every frequency: "meeting" in all notes, "topic7" in 1 of 100, "part7" in 1 of 1,000, "item7" in 1 of 10,000,
# "unique7" in one.
FILL = """
INSERT INTO notes (title, body, tags, pinned, archived, created_at, updated_at, version)
SELECT 'Note ' || i || ' about topic' || i % 100,
    E'# What was said\\n\\nThe meeting began with a question about databases, and nobody could answer it at once. '
        'We looked at the plan of the query, found the index that was missing, and measured again: ten times faster. '
        '\\n\\n- topic' || i % 100 || E'\\n- part' || i % 1000 || E'\\n- item' || i % 10000 || E'\\n- unique' || i,
    ARRAY['tag' || i % 50, 'kind' || i % 7],
    i % 100 = 0,
    i % 10 = 0,
    timestamptz '2026-01-01' - i * interval '1 minute',
    timestamptz '2026-01-01' - i * interval '1 minute',
    1
FROM generate_series(1, :size) AS i
"""


def fill(connection: Connection, size: int) -> None:
    """Insert ``size`` notes into the migrated, empty tables, with statistics and visibility up to date."""
    connection.execute(text("SET statement_timeout = 0"))
    connection.execute(text("SET maintenance_work_mem = '512MB'"))
    # Indexes that are built afterwards are built in one pass.
    definitions = connection.execute(
        text("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'notes' AND indexname <> 'notes_pkey'")
    ).all()
    for name, _ in definitions:
        connection.execute(text(f"DROP INDEX {name}"))
    connection.execute(text(FILL), {"size": size})
    for _, definition in definitions:
        connection.execute(text(definition))
    connection.commit()
    connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM (ANALYZE, FREEZE) notes"))
