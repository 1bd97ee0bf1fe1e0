"""Forty questions, asked of three layers on two engines, and their answers laid side by side."""
