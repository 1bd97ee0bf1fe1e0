"""The schema's history. Each migration is one step that can be taken and taken back, with the data in place.

A migration says what it does in its own words and does not import the tables: those change, a migration must not.

Asked: why not ``create_all``? What does a downgrade lose? How are models and migrations kept equal? (A test dumps
both.)
Source: https://alembic.sqlalchemy.org/en/latest/tutorial.html
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, create_engine


def alembic_config() -> Config:
    """Return Alembic's settings; there is no alembic.ini, because the package knows where its migrations are."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(url: URL, revision: str = "head") -> None:
    """Bring the database up to the revision, in one transaction; do nothing when it is there already."""
    _migrate(url, revision, down=False)


def downgrade(url: URL, revision: str) -> None:
    """Bring the database back to the revision (``base``: an empty schema), in one transaction."""
    _migrate(url, revision, down=True)


def _migrate(url: URL, revision: str, *, down: bool) -> None:
    engine = create_engine(url, connect_args={"connect_timeout": 10})
    try:
        with engine.begin() as connection:
            # Two services that start at once: the second waits here, and then finds nothing to do.
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('notes_api.migrations'))")
            _run(connection, revision, down=down)
    finally:
        engine.dispose()


def _run(connection: Connection, revision: str, *, down: bool) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    (command.downgrade if down else command.upgrade)(config, revision)
