"""Type hints: claims about values that a checker proves before the program runs, and that nobody enforces when it does.

``SNIPPETS`` holds small programs with a mistake: next to each stand the message of mypy (2.4, ``--strict``) and what
happens when it runs all the same. The worst of them run without an error: a wrong answer is in the database by the
time someone looks. Below them is the same code as it should be.

Cost: none at run time but memory for the annotations; some seconds of mypy in CI, and honesty about None.
Use it for: every function that others call. Values from outside (JSON, forms, rows) need a check at run time as well.
Not for: trusting input. A hint validates nothing; a TypedDict is a dict; ``cast`` does nothing at all.
Asked: are hints enforced; what is the difference between Any and object; what does Optional mean for a parameter?
Source: PEP 484, PEP 586 (Literal), PEP 589 (TypedDict), PEP 604 (X | Y), https://mypy.readthedocs.io/

More of the same kind: generics.py (and variance, Self), protocols.py (and overload), narrowing.py (and TypeIs).
"""

import contextlib
import importlib.util
import io
import json
import re
import subprocess
import sys
import tempfile
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NewType, TypedDict


@dataclass(frozen=True, slots=True)
class Snippet:
    """A program with a mistake, the lines that mypy prints about it, and what running it prints or raises."""

    title: str
    code: str
    mypy: tuple[str, ...]
    run: str


SNIPPETS = (
    Snippet(
        "Hints are not enforced",
        """\
def add_tax(cents: int, tax: int) -> int:
    return cents + tax
print(add_tax("500", "95"))
""",
        (
            '3: error: Argument 1 to "add_tax" has incompatible type "str"; expected "int"  [arg-type]',
            '3: error: Argument 2 to "add_tax" has incompatible type "str"; expected "int"  [arg-type]',
        ),
        "50095",
    ),
    Snippet(
        "Optional: a value or None, not a parameter that may be left out",
        """\
emails = {"ada": "ada@example.org"}
def domain(user: str) -> str:
    return emails.get(user).split("@")[1]
print(domain("bob"))
""",
        ('3: error: Item "None" of "str | None" has no attribute "split"  [union-attr]',),
        "AttributeError: 'NoneType' object has no attribute 'split'",
    ),
    Snippet(
        "Union: only what all members can do",
        """\
def parse_limit(value: int | str) -> int:
    return value + 1
print(parse_limit("20"))
""",
        (
            '2: error: Unsupported operand types for + ("str" and "int")  [operator]',
            '2: note: Left operand is of type "int | str"',
        ),
        'TypeError: can only concatenate str (not "int") to str',
    ),
    Snippet(
        "Any silences the checker: the misspelled key is not seen",
        """\
import json
user = json.loads('{"name": "ada"}')
print(user["nmae"].upper())
""",
        (),
        "KeyError: 'nmae'",
    ),
    Snippet(
        "object makes you look first",
        """\
import json
user: object = json.loads('{"name": "ada"}')
print(user["name"].upper())
""",
        ('3: error: Value of type "object" is not indexable  [index]',),
        "ADA",
    ),
    Snippet(
        "Literal: one of these strings",
        """\
from typing import Literal
def update(status: Literal["open", "paid", "shipped"]) -> str:
    return f"status is now {status}"
print(update("shiped"))
""",
        (
            '4: error: Argument 1 to "update" has incompatible type "Literal[\'shiped\']"; '
            "expected \"Literal['open', 'paid', 'shipped']\"  [arg-type]",
        ),
        "status is now shiped",
    ),
    Snippet(
        "NewType: two numbers that must not be swapped",
        """\
from typing import NewType
UserId = NewType("UserId", int)
OrderId = NewType("OrderId", int)
def refund(user: UserId, order: OrderId) -> str:
    return f"user {user} gets order {order} back"
print(refund(OrderId(7), UserId(1)))
""",
        (
            '6: error: Argument 1 to "refund" has incompatible type "OrderId"; expected "UserId"  [arg-type]',
            '6: error: Argument 2 to "refund" has incompatible type "UserId"; expected "OrderId"  [arg-type]',
        ),
        "user 7 gets order 1 back",
    ),
    Snippet(
        "TypedDict: a dict whose keys are known",
        """\
from typing import TypedDict
class Order(TypedDict):
    id: int
    total: int
order: Order = {"id": 1}
print(order["totl"])
""",
        (
            '5: error: Missing key "total" for TypedDict "Order"  [typeddict-item]',
            '6: error: TypedDict "Order" has no key "totl"  [typeddict-item]',
            '6: note: Did you mean "total"?',
        ),
        "KeyError: 'totl'",
    ),
)

UserId = NewType("UserId", int)
OrderId = NewType("OrderId", int)


class Order(TypedDict):
    """An order as it is in JSON: ``id``, and ``total`` in cents."""

    id: int
    total: int


def domain(emails: Mapping[str, str], user: str) -> str | None:
    """Return what follows the @ in the user's address, or None when the user has no address.

    >>> domain({"ada": "ada@example.org"}, "ada"), domain({}, "bob")
    ('example.org', None)
    """
    email = emails.get(user)
    return None if email is None else email.partition("@")[2]


def refund(user: UserId, order: OrderId) -> str:
    """Return "user N gets order N back". At run time both are plain integers."""
    return f"user {user} gets order {order} back"


def parse_order(body: str) -> Order:
    """Return the order in a JSON text, without other keys.

    Raises ValueError "not an order: TEXT" when ``id`` or ``total`` is not an integer there (true is none). Hints stop
    at the border: what comes from outside is ``object`` until it has been looked at.

    >>> parse_order('{"id": 1, "total": 500, "colour": "red"}')
    {'id': 1, 'total': 500}
    """
    data: object = json.loads(body)
    match data:
        # type(...), since JSON's true is a bool, and every bool is an int.
        case {"id": int(number), "total": int(total)} if type(number) is type(total) is int:
            return {"id": number, "total": total}
    raise ValueError(f"not an order: {body}")


def hints(function: Callable[..., object]) -> dict[str, str]:
    """Return the hints by parameter name, and "return": classes and NewTypes as their names, others as ``str`` does."""
    found = typing.get_type_hints(function).items()
    return {name: hint.__name__ if isinstance(hint, type | NewType) else str(hint) for name, hint in found}


def outcome(code: str) -> str:
    """Run a program and return what it printed, without the last line break, or "KeyError: ..." if it raised."""
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            exec(code, {"__name__": "snippet"})  # noqa: S102  # the snippets are in this repository
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return printed.getvalue().removesuffix("\n")


def mypy_says(codes: Sequence[str], folder: Path) -> list[tuple[str, ...]]:
    """Return the lines that ``mypy --strict`` prints about each program, "LINE: ...", without the file's name.

    Writes the programs, and mypy's cache, into ``folder``, which should be empty, and runs mypy once for all of them
    (``subprocess.run``), for Python 3.13, without a configuration. What it writes to stderr is raised as RuntimeError.
    """
    names = [f"snippet_{number}.py" for number in range(len(codes))]
    for name, code in zip(names, codes, strict=True):
        (folder / name).write_text(code, encoding="utf-8")
    options = ["--strict", "--config-file=", "--no-error-summary", "--no-color-output", "--python-version=3.13"]
    command = [sys.executable, "-m", "mypy", *options, "--cache-dir=cache", *names]
    found = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    if found.stderr:
        raise RuntimeError(found.stderr)
    lines = [re.fullmatch(r"(snippet_\d+\.py):(.*)", line) for line in found.stdout.splitlines()]
    return [tuple(line[2] for line in lines if line and line[1] == name) for name in names]


def main() -> None:
    """Show what mypy says about each snippet, and what running it does."""
    for snippet in SNIPPETS:
        print(snippet.title)
        print("  mypy: " + "\n        ".join(snippet.mypy or ("nothing",)))
        print(f"  run:  {outcome(snippet.code)}")
    if importlib.util.find_spec("mypy"):
        with tempfile.TemporaryDirectory() as folder:
            same = mypy_says([snippet.code for snippet in SNIPPETS], Path(folder)) == [each.mypy for each in SNIPPETS]
        print(f"\nThe mypy that is installed says {'the same' if same else 'something else: messages changed'}.")

    print("\nAs it should be:")
    print(f"  domain({{}}, 'bob') -> {domain({}, 'bob')}, and the caller has to say what happens then")
    print(f"  {refund(UserId(1), OrderId(7))}; hints(refund) -> {hints(refund)}")
    for body in ('{"id": 1, "total": 500}', '{"id": 1, "total": "500"}'):
        try:
            print(f"  parse_order -> {parse_order(body)}")
        except ValueError as error:
            print(f"  parse_order -> ValueError: {error}")


if __name__ == "__main__":
    main()
