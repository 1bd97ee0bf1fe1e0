"""Time zones, pulled out of the airports by migrations that move data: see data_migrations.py."""
