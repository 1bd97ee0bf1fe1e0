"""Beside the relational model: documents in PostgreSQL, and keys, streams and counters in Valkey."""
