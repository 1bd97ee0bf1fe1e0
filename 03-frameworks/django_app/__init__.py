"""The to-do service."""
