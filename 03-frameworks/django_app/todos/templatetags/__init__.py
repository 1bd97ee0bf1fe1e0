"""Template tags and filters of the to-do pages."""
