"""Durations of settings, such as ``1h30m``, to and from ``timedelta``.

What this file imports is the public face of the package; users need not know its modules.
"""

from .notation import format_duration, parse_duration

__all__ = ["format_duration", "parse_duration"]
