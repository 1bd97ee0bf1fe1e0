"""What Alembic runs around every command: which models, which connection, which transaction.

``migrate.py`` hands over the connection, so there is no ``alembic.ini`` with an address, and a test migrates its own
database. All pending migrations run in one transaction: a failure in the last leaves the schema as it was before the
first. SQLite can do that as well, which Alembic does not assume.
"""

from alembic import context

from sqlalchemy_examples.migrate import comparison
from sqlalchemy_examples.models import Base

if context.is_offline_mode():
    dialect = context.config.attributes["dialect"]
    # Without the paramstyle every % would be doubled, as the driver wants it, and psql would get two.
    context.configure(dialect_name=dialect, dialect_opts={"paramstyle": "named"}, literal_binds=True)
else:
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        transactional_ddl=True,
        render_as_batch=True,  # SQLite alters a table by copying it; elsewhere it is ALTER TABLE
        **comparison(connection),
    )

with context.begin_transaction():
    context.run_migrations()
