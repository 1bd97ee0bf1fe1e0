"""Interview problems, a file for each pattern that solves them."""
