"""A JSON provider: what this application takes for JSON, and how it writes it.

Everything in Flask that reads or writes JSON (``request.get_json``, ``jsonify``, a dictionary that a view returns,
``test_client``) asks ``app.json``. Replacing that one object is how an application changes all of them; others put
orjson there.

The standard parser is more lenient than JSON. It reads ``NaN`` and ``Infinity``, which no other parser takes back; it
guesses UTF-16 and UTF-32, so a firewall and the application may read different texts from the same bytes; and ten
thousand brackets end in a RecursionError, which nobody expects of a parser and so becomes a 500. Here each of them is a
ValueError, which ``get_json`` makes a 400.

Cost: nothing measurable; the standard parser does the work.
Not for: speed: orjson or msgspec are three to ten times as fast, and strict by default.
Asked: which inputs does ``json.loads`` take that are not JSON?
Source: https://flask.palletsprojects.com/en/stable/api/#flask.json.provider.JSONProvider,
https://www.rfc-editor.org/rfc/rfc8259#section-8.1
"""

import json
from typing import Any, NoReturn

from flask.json.provider import DefaultJSONProvider


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


class StrictJSONProvider(DefaultJSONProvider):
    """Reads RFC 8259 in UTF-8 and nothing else; writes members in the order in which they were put in."""

    sort_keys = False

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Return the value of a JSON text; raise ValueError if it is none.

        NaN, Infinity, bytes that are not UTF-8, a byte order mark, nesting too deep for the parser and integers of more
        than 4300 digits are none.
        """
        text = s if isinstance(s, str) else s.decode("utf-8")
        try:
            return json.loads(text, parse_constant=_refuse_constant, **kwargs)
        except RecursionError:
            raise ValueError("the JSON text is nested too deeply") from None
