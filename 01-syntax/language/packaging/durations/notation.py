"""Durations as people write them: a settings file says ``1h30m``, the program wants a ``timedelta``.

A timeout of ``30`` is a classic outage: one service reads seconds, the next one milliseconds. With the unit
in the value, nobody has to guess.

Not for: calendar time. A day here has 24 hours; a month has no fixed length and no unit.
"""

import re
from datetime import timedelta

_UNITS = {
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
    "s": timedelta(seconds=1),
    "ms": timedelta(milliseconds=1),
}
_DURATION = re.compile("".join(rf"(?:([0-9]+){unit})?" for unit in _UNITS))


def parse_duration(text: str) -> timedelta:
    """Return the duration that ``text`` says: whole numbers with d, h, m, s, ms, in this order, each at most once.

    >>> parse_duration("1h30m")
    datetime.timedelta(seconds=5400)

    Raises ValueError ``not a duration such as 1h30m or 250ms: '30'`` for anything else: no unit, a sign, an empty
    text; and ``longer than a timedelta holds: '9999999999d'``. Both quote the first 20 characters of the text.
    """
    match = _DURATION.fullmatch(text)
    if match is None or not text:
        raise ValueError(f"not a duration such as 1h30m or 250ms: {text[:20]!r}")
    amounts = zip(match.groups(default="0"), _UNITS.values(), strict=True)
    try:
        return sum((int(amount) * unit for amount, unit in amounts), timedelta())
    except (OverflowError, ValueError) as error:  # int() refuses texts of thousands of digits
        raise ValueError(f"longer than a timedelta holds: {text[:20]!r}") from error


def format_duration(duration: timedelta) -> str:
    """Return the text that ``parse_duration`` reads as this duration, in units as large as possible; ``0s`` for none.

    >>> format_duration(timedelta(minutes=90)), format_duration(timedelta(0))
    ('1h30m', '0s')

    Raises ValueError ``not a whole number of milliseconds from 0 on: ...`` for a duration that is not.
    """
    if duration < timedelta(0) or duration % _UNITS["ms"]:
        raise ValueError(f"not a whole number of milliseconds from 0 on: {duration!r}")
    parts = []
    for name, unit in _UNITS.items():
        count, duration = divmod(duration, unit)
        if count:
            parts.append(f"{count}{name}")
    return "".join(parts) or "0s"
