"""Text: a ``str`` never changes, and every method returns a new one.

Most of what a backend reads and writes is text: paths, log lines, addresses, reports. The bugs sit in methods
that look right (``lstrip`` takes a set of characters, not a prefix), and in text of users that gets where
it is read as something else: a line break in a log, a template, a format.

More of the topic: ``unicode_text.py`` (bytes, encodings, normal forms) and ``regular_expressions.py``.

Cost: indexing and ``len`` O(1); ``in``, ``replace``, ``split``, slicing O(n), each with a new string. ``text +=
part`` in a loop copies what is there again and again, O(n²) in the worst case (CPython often avoids it, and does
not promise to); ``"".join(parts)`` is O(n) always.
Not for: parsing of nested formats (JSON, HTML, CSV with quotes); take their parser.
Asked: why are strings immutable, and how does one build a long string?
Source: https://docs.python.org/3/library/string.html#format-specification-mini-language, PEP 498, PEP 616.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from string import Template


@dataclass(frozen=True)
class LogLine:
    """One line of a log: when, how serious, and what."""

    time: str
    level: str
    message: str


@dataclass(frozen=True)
class Customer:
    """Somebody who gets mail from us; ``token`` logs them in, and nobody else may see it."""

    name: str
    token: str = field(repr=False)


def parse_log_line(line: str) -> LogLine:
    r"""Return the three parts of a line: the first two words, and the rest without white space around it.

    >>> parse_log_line("09:15:02 ERROR payment refused: card expired\n")
    LogLine(time='09:15:02', level='ERROR', message='payment refused: card expired')

    Raises ValueError ``not a log line: '...'`` when there are fewer than three parts.
    """
    # Without the limit the message would fall into words as well, and lose the number of its spaces.
    parts = line.strip().split(maxsplit=2)
    if len(parts) < 3:
        raise ValueError(f"not a log line: {line!r}")
    return LogLine(*parts)


def normalise_email(raw: str) -> str:
    """Return an address without white space around it and with its domain in lower case.

    The part before the last @ stays as it is: whether case matters there is for the receiving server to say.

    >>> normalise_email(" Ada.L@Example.COM ")
    'Ada.L@example.com'

    Raises ValueError ``not an address: '...'`` when there is no @, or nothing on one of its sides.
    """
    local, _, domain = raw.strip().rpartition("@")
    if not local or not domain:
        raise ValueError(f"not an address: {raw!r}")
    return f"{local}@{domain.lower()}"


def resource_broken(path: str) -> str:
    """Return ``path.lstrip("/api/")``, which takes every leading ``/``, ``a``, ``p`` and ``i`` away.

    >>> resource_broken("/api/users/7"), resource_broken("/api/invoices/7")
    ('users/7', 'nvoices/7')
    """
    return path.lstrip("/api/")  # noqa: B005 - the mistake that this function shows


def resource(path: str) -> str:
    """Return the path without the prefix ``/api/``; a path without it stays as it is.

    >>> resource("/api/invoices/7"), resource("/health")
    ('invoices/7', '/health')
    """
    return path.removeprefix("/api/")


def assignment_error(text: str) -> str:
    """Try to write an asterisk over the first character of ``text``, and return the message of the error."""
    try:
        text[0] = "*"  # type: ignore[index]  # what mypy says is what Python says, only earlier
    except TypeError as error:
        return str(error)
    raise AssertionError("a string took an assignment")


def mask_card(number: str) -> str:
    """Return a card number with an asterisk for each character but the last four; a shorter one is all asterisks.

    >>> mask_card("4242424242424242"), mask_card("4242")
    ('************4242', '****')
    """
    shown = number[-4:] if len(number) > 4 else ""
    return shown.rjust(len(number), "*")


def access_line(method: str, path: str, status: int, seconds: float, size: int) -> str:
    """Return a line of columns for a request.

    The method is 6 wide, the path cut to 16 and 16 wide, both to the left; then the status, the time in
    milliseconds with one decimal, 8 wide, and the size in bytes with commas, 11 wide, both to the right. One
    space stands between columns.

    >>> access_line("GET", "/orders", 200, 0.01234, 1048576)
    'GET    /orders          200     12.3 ms   1,048,576 B'
    """
    return f"{method:<6} {path:<16.16} {status} {seconds * 1000:>8.1f} ms {size:>11,} B"


def price_table(prices: Iterable[tuple[str, Decimal]], width: int = 12) -> str:
    """Return a line for each article, joined by line breaks.

    The name is ``width`` wide, to the left; the price 10 wide, to the right, to the cent and with commas.

    >>> print(price_table([("Tea", Decimal("4.5")), ("Samovar", Decimal("1299"))]))
    Tea               4.50
    Samovar       1,299.00
    """
    return "\n".join(f"{name:<{width}}{price:>10,.2f}" for name, price in prices)


def formatted(value: object, spec: str) -> str:
    """Return ``format(value, spec)``, or ``"NAME: MESSAGE"`` of the TypeError or ValueError that it raises.

    >>> formatted(3.5, ".2f"), formatted("3.5", ".2f")
    ('3.50', "ValueError: Unknown format code 'f' for object of type 'str'")
    """
    try:
        return format(value, spec)
    except (TypeError, ValueError) as error:
        return f"{type(error).__name__}: {error}"


def login_message_broken(user: str) -> str:
    """Return ``login failed: user=USER`` with the name as it came, line breaks and all."""
    return f"login failed: user={user}"


def login_message(user: str) -> str:
    r"""Return ``login failed: user=USER`` with the name as a Python literal, so that it stays on one line.

    >>> print(login_message("eve\nlogin ok: user=admin"))
    login failed: user='eve\nlogin ok: user=admin'
    """
    return f"login failed: {user=}"


def greeting_broken(template: str, customer: Customer) -> str:
    """Fill ``{customer...}`` in the template with ``str.format``, which follows attributes, whatever they hold.

    >>> greeting_broken("Dear {customer.name}", Customer("Ada", "s3cret"))
    'Dear Ada'
    """
    return template.format(customer=customer)


def greeting(template: str, customer: Customer) -> str:
    """Fill ``$name`` in the template with the name of the customer; there is no way to anything else.

    >>> greeting("Dear $name", Customer("Ada", "s3cret"))
    'Dear Ada'

    Raises KeyError for another placeholder and ValueError for a ``$`` without one (``$$`` is the sign itself).
    """
    return Template(template).substitute(name=customer.name)


def main() -> None:
    """Print each idea, and each mistake with what it does."""
    print("-- a string never changes")
    print(f"text[0] = '*'          TypeError: {assignment_error('4242')}")
    print(f"a new one              {mask_card('4242424242424242')}")
    print("-- methods")
    print(f"split(maxsplit=2)      {parse_log_line('09:15:02 ERROR payment refused: card expired')}")
    print(f"rpartition, lower      {normalise_email(' Ada.L@Example.COM ')}")
    print(f"lstrip('/api/')        {resource_broken('/api/invoices/7')!r}: it takes characters, not a prefix")
    print(f"removeprefix('/api/')  {resource('/api/invoices/7')!r}")
    print("-- format specs")
    print(access_line("GET", "/orders", 200, 0.01234, 1_048_576))
    print(access_line("DELETE", "/orders/7/items/12", 204, 1.5, 0))
    print(price_table([("Tea", Decimal("4.5")), ("Samovar", Decimal(1299))]))
    print(f"a price that is text   {formatted('3.50', '.2f')}")
    print(f"a price that is None   {formatted(None, '>10')}")
    print("-- text of users")
    attack = "eve\nlogin ok: user=admin"
    print(f"as it came:\n{login_message_broken(attack)}")
    print(f"as a literal:\n{login_message(attack)}")
    customer = Customer("Ada", "s3cret")
    print(f"str.format             {greeting_broken('Dear {customer.token}', customer)}: the template read the token")
    print(f"string.Template        {greeting('Dear $name', customer)}")


if __name__ == "__main__":
    main()
