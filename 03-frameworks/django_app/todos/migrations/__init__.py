"""The history of the tables: each file one step forwards and, where that can be, back."""
