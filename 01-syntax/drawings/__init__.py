"""Animations in the terminal of the structures and algorithms at work."""
