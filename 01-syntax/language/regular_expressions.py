r"""Regular expressions: patterns for text that is flat, such as log lines, ids and search terms.

Most mistakes are about where a match may begin and end. ``match`` looks at the beginning only, ``$`` also stands
before a last line break, ``\d`` takes digits of all scripts, and ``.*`` takes as much as it can. A check of
input wants ``fullmatch`` and the characters written out.

Cost: O(n) for most patterns. Two repetitions that can share characters take O(n²) to refuse a text, and so does a
search for ``\s+$`` in a row of spaces. A repetition inside a repetition tries every way to share them: O(2**n), on a
text that an attacker sends. ``re`` has no time limit and keeps the interpreter lock meanwhile, so one request stops
all threads of the process (ReDoS).
Not for: nested formats (HTML, JSON, code), nor fixed prefixes and separators (``removeprefix``, ``split``).
Asked: what is the difference between greedy and lazy, match, search and fullmatch? What is catastrophic backtracking?
Source: https://docs.python.org/3/library/re.html, https://owasp.org/www-community/attacks/Regular_expression_Denial_of_Service_-_ReDoS
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

# VERBOSE: white space and comments in the pattern are not part of it; a space is written as [ ].
_ACCESS = re.compile(
    r"""
    (?P<host>\S+)[ ]\S+[ ]\S+[ ]       # identity and user, - where they are unknown
    \[(?P<time>[^]]+)\][ ]             # [^]] instead of .*: it cannot run past the bracket
    "(?P<method>[A-Z]+)[ ](?P<path>\S+)[ ]HTTP/[0-9.]+"[ ](?P<status>[0-9]{3})
    """,
    re.VERBOSE,
)
_AMOUNT = re.compile(r"(EUR|USD) ([0-9]+(?:\.[0-9]{2})?)")
_SECRET = re.compile(r"(?P<name>password|token)=[^\s&]+", re.IGNORECASE)

# The inner + and the outer * can share a row of letters in many ways: every way is tried before the answer is no.
SLOW_TAGS = re.compile(r"(?:[a-z]+,?)*")
# Here a comma must stand between two words, so there is one way only.
FAST_TAGS = re.compile(r"(?:[a-z]+(?:,[a-z]+)*,?)?")


@dataclass(frozen=True)
class Access:
    """One line of a web server's log."""

    host: str
    method: str
    path: str
    status: int


def parse_access(line: str) -> Access | None:
    """Return what a line of the common log format says, or None when it is none.

    It is ``HOST IDENTITY USER [TIME] "METHOD PATH HTTP/VERSION" STATUS``, from the first character of the line, with
    the method in capitals and three digits of status; what follows is not looked at.

    >>> parse_access('10.0.0.7 - - [21/Nov/2026:09:15:02 +0000] "GET /orders HTTP/1.1" 200 512')
    Access(host='10.0.0.7', method='GET', path='/orders', status=200)
    """
    match = _ACCESS.match(line)
    return Access(match["host"], match["method"], match["path"], int(match["status"])) if match else None


def status_counts(lines: Iterable[str]) -> Counter[int]:
    """Return how often each status occurs; lines that are no access lines do not count."""
    return Counter(access.status for access in map(parse_access, lines) if access)


def is_order_id_broken(text: str) -> bool:
    r"""Tell whether ``re.match(r"ORD-\d{6}$")`` matches, which takes a line break at the end and foreign digits.

    >>> is_order_id_broken("ORD-123456"), is_order_id_broken("ORD-123456\n"), is_order_id_broken("ORD-12345\u0666")
    (True, True, True)
    """
    return re.match(r"ORD-\d{6}$", text) is not None


def is_order_id(text: str) -> bool:
    r"""Tell whether the whole text is ``ORD-`` and six digits from 0 to 9.

    >>> is_order_id("ORD-123456"), is_order_id("ORD-123456\n"), is_order_id("ORD-12345\u0666")
    (True, False, False)
    """
    return re.fullmatch(r"ORD-[0-9]{6}", text) is not None


def placeholders_broken(template: str) -> list[str]:
    """Return what stands between ``{`` and ``}``, with a greedy ``.*`` that runs to the last brace of the line.

    >>> placeholders_broken("Dear {name}, order {id}")
    ['name}, order {id']
    """
    return re.findall(r"\{(.*)\}", template)


def placeholders(template: str) -> list[str]:
    """Return every text without braces that stands between ``{`` and ``}``, in the order of the template.

    >>> placeholders("Dear {name}, order {id}")
    ['name', 'id']
    """
    return re.findall(r"\{([^{}]*)\}", template)


def amounts_broken(text: str) -> list[str]:
    """Return ``findall`` of a pattern with one group: the groups, not the matches.

    >>> amounts_broken("EUR 12.50 and USD 3")
    ['EUR', 'USD']
    """
    return re.findall(r"(EUR|USD) [0-9.]+", text)


def amounts(text: str) -> list[tuple[str, Decimal]]:
    """Return currency and amount of each sum in EUR or USD, in the order of the text; cents have two digits.

    >>> amounts("EUR 12.50 and USD 3")
    [('EUR', Decimal('12.50')), ('USD', Decimal('3'))]
    """
    return [(match[1], Decimal(match[2])) for match in _AMOUNT.finditer(text)]


def redact(line: str) -> str:
    """Return the line with stars for each value behind ``password=`` or ``token=``, in whatever case.

    A longer name that ends so counts as well: ``access_token=``. A value ends at white space or ``&`` and has one
    character at least. Each becomes four stars, so that its length stays secret.

    >>> redact("login user=ada password=hunter2&Token=abc")
    'login user=ada password=****&Token=****'
    """
    return _SECRET.sub(lambda match: f"{match['name']}=****", line)


def highlight_broken(text: str, term: str) -> str:
    """Mark a search term with ``re.sub``, taking what the user typed for a pattern.

    Raises re.error (called PatternError since 3.13) for a term such as ``[``.
    """
    return re.sub(term, lambda match: f"<{match[0]}>", text)


def highlight(text: str, term: str) -> str:
    """Return the text with ``<`` and ``>`` around each occurrence of the term, in whatever case.

    An empty term marks nothing.

    >>> highlight("Price (EUR): 5", "(eur)")
    'Price <(EUR)>: 5'
    """
    return re.sub(re.escape(term), lambda match: f"<{match[0]}>", text, flags=re.IGNORECASE) if term else text


def attempts(letters: int) -> int:
    """Return how often a backtracking engine enters the outer group of ``SLOW_TAGS`` for letters and an ``!``.

    From each place the group may take any number of the letters that are left, the most first, and each choice fails
    in the end at the ``!``. This function tries them as the engine does, so it costs what it counts.

    >>> [attempts(letters) for letters in range(5)]
    [1, 2, 4, 8, 16]
    """
    return 1 + sum(attempts(letters - taken) for taken in range(letters, 0, -1))


def main() -> None:
    """Print each idea, and each mistake with what it does."""
    line = '10.0.0.7 - - [21/Nov/2026:09:15:02 +0000] "GET /orders HTTP/1.1" 200 512'
    print("-- named groups")
    print(parse_access(line))
    print(f"statuses: {dict(status_counts([line, line.replace('200', '503'), 'garbage', line]))}")
    print("-- where a match begins and ends")
    for text in ("ORD-123456", "ORD-123456\n", "ORD-12345\u0666", "ORD-1234567"):
        print(f"{text!a:<18} match and $: {is_order_id_broken(text)!s:<5} fullmatch: {is_order_id(text)}")
    print("-- greedy")
    print(f"{{(.*)}}      {placeholders_broken('Dear {name}, order {id}')}")
    print(f"{{([^{{}}]*)}}  {placeholders('Dear {name}, order {id}')}")
    print("-- groups")
    print(f"findall with a group: {amounts_broken('EUR 12.50 and USD 3')}")
    print(f"finditer: {amounts('EUR 12.50 and USD 3')}")
    print(redact("login user=ada password=hunter2&Token=abc"))
    print("-- what a user typed is no pattern")
    try:
        highlight_broken("a [1]", "[")
    except re.error as error:
        print(f"re.sub('[', ...): {error}")
    print(f"re.escape: {highlight('a [1]', '[')}")
    print("-- catastrophic backtracking")
    print(f"ways to fail at n letters and '!': {[attempts(letters) for letters in (4, 8, 12, 16)]}, 2**n")
    print(f"{FAST_TAGS.pattern}: {FAST_TAGS.fullmatch('a' * 100_000 + '!')} for 100,000 letters, at once")


if __name__ == "__main__":
    main()
