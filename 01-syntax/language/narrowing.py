"""Narrowing: how a checker follows your ifs, and where it loses the trail.

After ``if user is None: return`` the type of ``user`` has no None in it. ``isinstance``, ``is None``, ``in``, ``match``
and comparison with a literal narrow; a function of your own narrows when it returns ``TypeIs``. ``assert_never`` makes
the forgotten case an error of the checker. ``SNIPPETS`` shows where the checker helps, and where it believes what is
not so: each with the message of mypy (2.4, ``--strict``) and what happens when it runs.

Cost: none, the checks are ones that the program needs anyway.
Use it for: None at every border, unions of payloads, states that must all be handled.
Not for: silencing. ``cast``, a wrong TypeIs and ``assert isinstance`` under ``python -O`` prove nothing.
Asked: TypeGuard or TypeIs; how do you make sure that a new enum member is handled everywhere; what is wrong with
    ``if value:`` for an optional number?
Source: PEP 742 (TypeIs), PEP 647 (TypeGuard), https://typing.python.org/en/latest/guides/unreachable.html
"""

import contextlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

if TYPE_CHECKING:
    # In ``typing`` since Python 3.13; the checker knows this one for all versions, and nothing is imported at run time.
    from typing_extensions import TypeIs


@dataclass(frozen=True, slots=True)
class Snippet:
    """A program with a mistake, the lines that mypy prints about it, and what running it prints or raises."""

    title: str
    code: str
    mypy: tuple[str, ...]
    run: str


SNIPPETS = (
    Snippet(
        "One case forgotten: assert_never finds it",
        """\
from typing import Literal, assert_never
def label(status: Literal["open", "paid", "refunded"]) -> str:
    if status == "open":
        return "to pay"
    if status == "paid":
        return "thank you"
    assert_never(status)
print(label("refunded"))
""",
        (
            '7: error: Argument 1 to "assert_never" has incompatible type "Literal[\'refunded\']"; '
            'expected "Never"  [arg-type]',
        ),
        "AssertionError: Expected code to be unreachable, but got: 'refunded'",
    ),
    Snippet(
        "A match without a last case",
        """\
def size(body: str | bytes) -> int:
    match body:
        case bytes():
            return len(body)
print(size("abc"))
""",
        ("1: error: Missing return statement  [return]",),
        "None",
    ),
    Snippet(
        "TypeGuard says nothing about the else branch",
        """\
from typing import TypeGuard
def is_text(value: str | int) -> TypeGuard[str]:
    return isinstance(value, str)
def cents(value: str | int) -> int:
    if is_text(value):
        return int(value) * 100
    return value * 100
print(cents(4))
""",
        ('7: error: Incompatible return value type (got "str | int", expected "int")  [return-value]',),
        "400",
    ),
    Snippet(
        "TypeIs narrows both branches, and is believed when it lies",
        """\
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from typing_extensions import TypeIs
def is_text(value: str | int) -> "TypeIs[str]":
    return True
def shout(value: str | int) -> str:
    return value.upper() if is_text(value) else str(value)
print(shout(4))
""",
        (),
        "AttributeError: 'int' object has no attribute 'upper'",
    ),
    Snippet(
        "cast is a promise, not a conversion",
        """\
from typing import cast
settings: dict[str, object] = {"port": "8000"}
print(cast(int, settings["port"]) + 1)
""",
        (),
        'TypeError: can only concatenate str (not "int") to str',
    ),
    Snippet(
        "A method call between check and use: mypy keeps the narrowed type",
        """\
class Session:
    def __init__(self) -> None:
        self.user: str | None = "ada"
    def log_out(self) -> None:
        self.user = None
def farewell(session: Session) -> str:
    if session.user is None:
        return "bye"
    session.log_out()
    return session.user.upper()
print(farewell(Session()))
""",
        (),
        "AttributeError: 'NoneType' object has no attribute 'upper'",
    ),
    Snippet(
        "Zero is falsy too: no checker sees this one",
        """\
def discount(percent: int | None) -> int:
    return percent if percent else 10
print(discount(0))
""",
        (),
        "10",
    ),
)


@dataclass(frozen=True, slots=True)
class Card:
    """A payment by card."""

    number: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """A payment by bank transfer."""

    iban: str


@dataclass(frozen=True, slots=True)
class Voucher:
    """A payment by voucher, with what is left on it in cents."""

    code: str
    cents: int


type Payment = Card | Transfer | Voucher


def describe(payment: Payment) -> str:
    """Return "card *1234" (the last four digits), "transfer IBAN", or "voucher CODE"; AssertionError for anything else.

    Add a class to ``Payment`` and mypy points at ``assert_never``, here and at every other place that must decide.

    >>> describe(Card("4111111111111111")), describe(Voucher("MAY", 500))
    ('card *1111', 'voucher MAY')
    """
    match payment:
        case Card(number):
            return f"card *{number[-4:]}"
        case Transfer(iban):
            return f"transfer {iban}"
        case Voucher(code=code):
            return f"voucher {code}"
        case _:
            assert_never(payment)


def discount(percent: int | None) -> int:
    """Return the percent asked for, 0 included, or 10 when nothing was asked for.

    >>> discount(0), discount(None)
    (0, 10)
    """
    return 10 if percent is None else percent


def is_string_list(value: object) -> "TypeIs[list[str]]":
    """Return whether ``value`` is a list of nothing but strings: a check that ``isinstance`` cannot make.

    >>> is_string_list(["a"]), is_string_list(["a", 1]), is_string_list("a")
    (True, False, False)
    """
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def tags(payload: dict[str, object]) -> list[str]:
    """Return the tags of a payload in lower case, [] without the key or with None.

    Raises ValueError "tags must be a list of strings, not 'new'" for anything else.

    >>> tags({"tags": ["New", "sale"]}), tags({})
    (['new', 'sale'], [])
    """
    found = payload.get("tags")
    if found is None:
        return []
    if not is_string_list(found):
        raise ValueError(f"tags must be a list of strings, not {found!r}")
    return [tag.lower() for tag in found]


def outcome(code: str) -> str:
    """Run a program and return what it printed, without the last line break, or "KeyError: ..." if it raised."""
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            exec(code, {"__name__": "snippet"})  # noqa: S102  # the snippets are in this repository
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return printed.getvalue().removesuffix("\n")


def main() -> None:
    """Show what mypy says about each snippet and what running it does, then the code as it should be."""
    for snippet in SNIPPETS:
        print(snippet.title)
        print(f"  mypy: {snippet.mypy[0] if snippet.mypy else 'nothing'}")
        print(f"  run:  {outcome(snippet.code)}")

    print("\nAs it should be:")
    for payment in (Card("4111111111111111"), Transfer("DE02120300000000202051"), Voucher("MAY", 500)):
        print(f"  describe -> {describe(payment)}")
    print(f"  discount(0) -> {discount(0)}, discount(None) -> {discount(None)}")
    for payload in ({"tags": ["New", "sale"]}, {"tags": "new"}):
        try:
            print(f"  tags({payload}) -> {tags(dict(payload))}")
        except ValueError as error:
            print(f"  tags({payload}) -> ValueError: {error}")


if __name__ == "__main__":
    main()
