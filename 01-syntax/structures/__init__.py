"""Data structures from scratch, each one a collection like the built-in ones."""
