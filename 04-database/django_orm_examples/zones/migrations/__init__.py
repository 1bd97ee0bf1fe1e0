"""The history of the time zones: table, data, new columns, data, old columns away."""
