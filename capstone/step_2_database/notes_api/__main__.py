"""``python -m notes_api`` is the command ``notes``."""

from notes_api.cli import app

if __name__ == "__main__":
    app(prog_name="notes")
