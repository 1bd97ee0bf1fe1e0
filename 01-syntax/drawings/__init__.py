"""Animations in the terminal of the structures and algorithms at work."""

import drawings.screen  # noqa: F401  # before the others ask for rich: it says how to get it
