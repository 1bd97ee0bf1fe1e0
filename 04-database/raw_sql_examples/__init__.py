"""SQL by hand, on PostgreSQL through psycopg and on SQLite through the standard library."""
