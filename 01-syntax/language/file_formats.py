"""CSV, JSON and TOML: three formats of files, and what each of them cannot say.

CSV is for tables that people open in spreadsheets: everything is text, and quotes make ``split(",")`` wrong. JSON is
for programs: it has numbers without a type and no dates. TOML is for settings that people write: it has dates, and no
null. A value that goes through a format comes back as what the format has, so the border of the program is where it is
converted and checked.

Cost: O(size); ``csv`` reads row by row, ``json`` and ``tomllib`` keep the whole document in memory, and its values.
Not for: large JSON (one document a line, NDJSON, reads line by line), pickles from anyone but yourself (loading one
runs code), TOML that a program writes (the standard library only reads it).
Asked: why not split at commas? What does JSON do to a Decimal, a date, the key 7?
Source: RFC 4180, RFC 8259, https://toml.io/en/v1.0.0
"""

import csv
import io
import json
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation


@dataclass(frozen=True)
class Order:
    """An order as the program has it, with types."""

    id: int
    customer: str
    total: Decimal
    day: date


@dataclass(frozen=True)
class Settings:
    """What a service is told at its start."""

    port: int
    hosts: list[str]
    starts: date | None


def rows_broken(text: str) -> list[list[str]]:
    r"""Return the cells of each line, split at line ends and commas, whatever is quoted.

    >>> rows_broken('7,"Lovelace, Ada"\n')
    [['7', '"Lovelace', ' Ada"']]
    """
    return [line.split(",") for line in text.splitlines()]


def read_orders(data: bytes) -> list[Order]:
    r"""Return the orders of a CSV file in UTF-8 with the columns id, customer, total and day (ISO), in any order.

    A byte order mark at the beginning, which spreadsheets write, is left out.

    >>> read_orders(b'\xef\xbb\xbfid,customer,total,day\r\n7,"Lovelace, Ada",9.90,2026-11-21\r\n')
    [Order(id=7, customer='Lovelace, Ada', total=Decimal('9.90'), day=datetime.date(2026, 11, 21))]

    Raises ValueError ``line N: MESSAGE`` for a row that does not fit, where N is the line in which the row ends:
    ``expected id, customer, total and day, got ...`` for more or fewer cells, ``not a total: 'x'`` for no number,
    else the message of int, date, the missing key or the csv module, which is to be strict.
    """
    # newline="": the csv module wants to see the line ends itself, since some stand within quotes.
    reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
    orders = []
    try:
        for row in reader:
            if len(row) != 4 or None in row.values():
                raise ValueError(f"expected id, customer, total and day, got {row}")
            day = date.fromisoformat(row["day"])
            orders.append(Order(int(row["id"]), row["customer"], _total(row["total"]), day))
    except (ValueError, KeyError, csv.Error) as error:
        raise ValueError(f"line {reader.reader.line_num}: {error}") from error
    return orders


def write_orders(orders: Iterable[Order]) -> str:
    r"""Return a CSV document that ``read_orders`` reads, with a line of names and ``\r\n`` behind every row.

    >>> write_orders([Order(7, 'Ada "A" L.', Decimal("9.90"), date(2026, 11, 21))]).splitlines()[1]
    '7,"Ada ""A"" L.",9.90,2026-11-21'
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(["id", "customer", "total", "day"])
    writer.writerows([order.id, order.customer, order.total, order.day.isoformat()] for order in orders)
    return out.getvalue()


def spreadsheet_cell(text: str) -> str:
    """Return the text with an apostrophe in front when a spreadsheet would take it for a formula.

    That is a text that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return. For exports that people
    open only: a program that reads the file would see the apostrophe.

    >>> spreadsheet_cell("=HYPERLINK(A1)"), spreadsheet_cell("Ada")
    ("'=HYPERLINK(A1)", 'Ada')
    """
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def through_json(value: object) -> object:
    """Return what is left of a value after ``dumps`` and ``loads``.

    >>> through_json({7: (1, 2), None: True})
    {'7': [1, 2], 'null': True}
    """
    return json.loads(json.dumps(value))


def dump_error(value: object) -> str:
    """Return the message of the TypeError or ValueError of ``json.dumps(value, allow_nan=False)``; empty if none.

    >>> dump_error({"total": Decimal("9.90")}), dump_error(None)
    ('Object of type Decimal is not JSON serializable', '')
    """
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError) as error:
        return str(error)
    return ""


def to_json(value: object) -> str:
    """Return JSON in which a Decimal is a string, and a date or datetime its ISO form; text is not escaped to ASCII.

    >>> to_json({"total": Decimal("9.90"), "day": date(2026, 11, 21)})
    '{"total": "9.90", "day": "2026-11-21"}'

    Raises ValueError for NaN and the infinities, which JSON does not have (``not JSON: NaN`` for a Decimal), and
    TypeError for other types, as ``dumps`` does.
    """
    return json.dumps(value, default=_plain, allow_nan=False, ensure_ascii=False)


def load_json(text: str) -> object:
    """Return the value of a JSON document, with a Decimal for each number that is not whole.

    >>> load_json('{"total": 0.1}')
    {'total': Decimal('0.1')}

    Raises ValueError for what ``json.loads`` lets pass: NaN, Infinity and -Infinity (``not JSON: NaN``), and a key that
    an object has twice (``key twice: 'id'``), of which it keeps the last. Also for what is no JSON at all. A document
    that is nested too deeply is a RecursionError: limit the size of what comes from outside.
    """
    return json.loads(text, parse_float=Decimal, parse_constant=_refuse, object_pairs_hook=_unique)


def read_settings(data: bytes) -> Settings:
    r"""Return the settings of a TOML document: table ``server``, keys ``port``, ``hosts`` and, optionally, ``starts``.

    >>> read_settings(b'[server]\nport = 80\nhosts = ["a"]\nstarts = 2026-11-21\n')
    Settings(port=80, hosts=['a'], starts=datetime.date(2026, 11, 21))

    Raises ValueError when it is not UTF-8 or not TOML, and for what is missing or of another type: ``server is not a
    table``, ``server.port is not an int``, ``server.hosts is not a list of str``, ``server.starts is not a date``.
    """
    server = tomllib.loads(data.decode("utf-8")).get("server", {})
    if not isinstance(server, dict):
        raise ValueError("server is not a table")
    port, hosts, starts = server.get("port"), server.get("hosts"), server.get("starts")
    # True is an int to isinstance, and a datetime is a date.
    if type(port) is not int:
        raise ValueError("server.port is not an int")
    if not isinstance(hosts, list) or not all(isinstance(host, str) for host in hosts):
        raise ValueError("server.hosts is not a list of str")
    if starts is not None and type(starts) is not date:
        raise ValueError("server.starts is not a date")
    return Settings(port, hosts, starts)


def toml_from_text_file() -> str:
    """Give ``tomllib.load`` a file that is open in text mode, and return the message of the TypeError."""
    try:
        tomllib.load(io.StringIO("port = 80"))  # type: ignore[arg-type]  # mypy sees it first
    except TypeError as error:
        return str(error)
    raise AssertionError("tomllib took a text file")


def main() -> None:
    """Print each idea, and each mistake with its message."""
    print("-- CSV")
    text = write_orders([Order(7, "Lovelace, Ada", Decimal("9.90"), date(2026, 11, 21))])
    print(f"split:       {rows_broken(text)[1]}")
    print(f"csv:         {read_orders(text.encode())[0]}")
    try:
        read_orders(text.replace("9.90", "free").encode())
    except ValueError as error:
        print(f"ValueError:  {error}")
    print(f"a formula:   {spreadsheet_cell('=HYPERLINK(A1)')}")
    print("-- JSON")
    print(f"through it:  {through_json({7: (1, 2), None: True})}")
    for value in (Decimal("9.90"), date(2026, 11, 21), {1, 2}):
        print(f"TypeError:   {dump_error(value)}")
    print(f"ValueError:  {dump_error(float('nan'))}")
    print(f"with rules:  {to_json({'total': Decimal('9.90'), 'day': date(2026, 11, 21)})}")
    document = '{"id": 1, "id": 2, "total": NaN}'
    print(f"loads takes: {document} as {json.loads(document)}")
    for broken in ('{"id": 1, "id": 2}', "[NaN]"):
        try:
            load_json(broken)
        except ValueError as error:
            print(f"ValueError:  {error}")
    print("-- TOML")
    print(read_settings(b'[server]\nport = 80\nhosts = ["a"]\nstarts = 2026-11-21\n'))
    try:
        read_settings(b'[server]\nport = "80"\n')
    except ValueError as error:
        print(f"ValueError:  {error}")
    print(f"TypeError:   {toml_from_text_file()}")


def _total(raw: str) -> Decimal:
    try:
        total = Decimal(raw)
    except InvalidOperation:
        total = Decimal("NaN")
    if not total.is_finite():
        raise ValueError(f"not a total: {raw!r}")
    return total


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(f"not JSON: {value}")
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def _refuse(constant: str) -> object:
    raise ValueError(f"not JSON: {constant}")


def _unique(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    result: dict[str, object] = {}
    for key, value in pairs:
        if key in result:
            raise ValueError(f"key twice: {key!r}")
        result[key] = value
    return result


if __name__ == "__main__":
    main()
