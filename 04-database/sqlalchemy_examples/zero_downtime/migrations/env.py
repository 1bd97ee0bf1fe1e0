"""Each migration in a transaction of its own, and none that waits long for a lock.

Whoever waits for ACCESS EXCLUSIVE lets all wait that come after. So a statement gives up soon, and ``steps.py`` tries
again.
"""

from alembic import context

connection = context.config.attributes["connection"]
connection.exec_driver_sql("SET lock_timeout = '100ms'")
connection.commit()
context.configure(connection=connection, version_table="bookings_version", transaction_per_migration=True)

with context.begin_transaction():
    context.run_migrations()
