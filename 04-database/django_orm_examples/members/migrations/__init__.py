"""Expand, fill, check, forget, contract: each migration is a deploy of its own (zero_downtime.py)."""
