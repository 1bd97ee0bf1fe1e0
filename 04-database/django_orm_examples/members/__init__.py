"""Frequent flyers: a table whose columns are renamed, split, made NOT NULL and indexed while people write to it."""
