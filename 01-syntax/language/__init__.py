"""Python itself, a file for each topic; see the README of the folder above."""
