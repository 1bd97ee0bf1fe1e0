"""Structural pattern matching: ask for a shape, and take the parts out in the same breath.

``match`` compares one value with patterns from top to bottom; the first that fits, and whose guard is true,
runs. A pattern looks like the code that would build the value: a literal, a list, a dict, a class with
attributes. That is what a backend does with decoded JSON, webhooks and commands. Three things surprise. A
bare name never compares, it captures. A dict pattern ignores further keys. And when nothing fits, nothing
happens: no error.

Cost: the cases are tried one after the other, O(cases) at worst; a dict of handlers is O(1).
Use it for: data of many shapes from outside, trees, states.
Not for: comparing one string with ten others (a dict), types that you own and extend (methods, or
``functools.singledispatch``), plain validation of large documents (a schema).
Asked: how does ``case NOT_FOUND:`` differ from ``case status.NOT_FOUND:``? How is a missing case found?
Source: PEP 634 and its tutorial PEP 636, https://docs.python.org/3/reference/compound_stmts.html#match
"""

from dataclasses import dataclass
from http import HTTPStatus
from typing import assert_never

NOT_FOUND = 404


def run_command(line: str) -> str:
    """Return what a command line asks for; sequence patterns with literals, captures, a star and a guard.

    ``exit`` is the same as ``quit``. ``set`` takes one value or more, and the seconds of ``wait`` are digits; any other
    ``wait`` is told its usage. All else is unknown, known words with too few or too many others included.

    >>> for line in ["quit", "get ada", "set ada 1 2", "wait 5", "wait -5", "", "fly"]:
    ...     print(run_command(line))
    stop
    read ada
    write ['1', '2'] to ada
    wait for 5 s
    usage: wait SECONDS
    nothing to do
    unknown: fly
    """
    match line.split():
        case []:
            return "nothing to do"
        case ["quit" | "exit"]:
            return "stop"
        case ["get", key]:
            return f"read {key}"
        case ["set", key, *values] if values:
            return f"write {values} to {key}"
        case ["wait", seconds] if seconds.isdecimal():
            return f"wait for {seconds} s"
        case ["wait", *_]:
            return "usage: wait SECONDS"
        case words:
            return f"unknown: {words[0]}"


def read_webhook(event: object) -> str:
    """Return one line about a decoded webhook: a payment, a refund, a ping, a batch (a list of those), or "ignored".

    A payment has an ``amount`` above 0 in whole cents and a ``currency`` of EUR or USD. Other keys are allowed
    everywhere: senders add keys, and a dict pattern does not mind. In a batch, what is no dict is ignored.

    >>> read_webhook({"type": "payment", "data": {"amount": 999, "currency": "EUR"}, "id": 7})
    'paid 999 EUR'
    >>> read_webhook({"type": "refund", "data": {"order": "a-1"}})
    'refund of a-1'
    >>> read_webhook([{"type": "ping"}, {"type": "payment", "data": {"amount": True, "currency": "EUR"}}])
    'pong; ignored'
    """
    match event:
        case {"type": "payment", "data": {"amount": bool()}}:
            return "ignored"  # True is an int, so it has to be caught before int() below
        case {"type": "payment", "data": {"amount": int(cents), "currency": "EUR" | "USD" as currency}} if cents > 0:
            return f"paid {cents} {currency}"
        case {"type": "refund", "data": {"order": str(order)}}:
            return f"refund of {order}"
        case {"type": "ping"}:
            return "pong"
        case [_, *_] as events:
            return "; ".join(read_webhook(each) if isinstance(each, dict) else "ignored" for each in events)
        case _:
            return "ignored"


def explain_wrong(status: int) -> str:
    """Return "gone" for status 404, and for every other: the name in the pattern is a new label, not the constant.

    >>> explain_wrong(200)
    'gone'
    """
    match status:
        case NOT_FOUND:  # noqa: F841, N806 - an unused new name, as the linter says
            return "gone"


def explain(status: int) -> str:
    """Return "gone" for 404, "fine" for 200 and 204, else "other"; a dotted name is compared.

    >>> explain(200), explain(404), explain(500)
    ('fine', 'gone', 'other')
    """
    match status:
        case HTTPStatus.NOT_FOUND:
            return "gone"
        case HTTPStatus.OK | HTTPStatus.NO_CONTENT:
            return "fine"
        case _:
            return "other"


def compile_error(source: str) -> str:
    """Return the message of the SyntaxError that compiling the source gives, or "" when there is none."""
    try:
        compile(source, "<source>", "exec")
    except SyntaxError as error:
        return error.msg
    return ""


def shape(value: object) -> str:
    """Return which pattern a value fits: where the types of patterns differ from what one expects.

    A text is no sequence here, an empty dict pattern fits any dict, and an empty list pattern only an empty one. What
    fits none of the seven patterns is "other".

    >>> [shape(value) for value in ([], "ab", (1, 2), {"a": 1}, 2, 2.0, None)]
    ['empty sequence', 'text', 'pair', 'dict', 'two', 'two', 'None']
    """
    match value:
        case None:
            return "None"
        case str():
            return "text"
        case []:
            return "empty sequence"
        case [_, _]:
            return "pair"
        case {}:
            return "dict"
        case 2:
            return "two"
        case _:
            return "other"


@dataclass(frozen=True)
class HasRole:
    """A rule: the user has this role."""

    role: str


@dataclass(frozen=True)
class Not:
    """A rule: the other rule does not hold."""

    rule: "Rule"


@dataclass(frozen=True)
class AllOf:
    """A rule: every one of the rules holds."""

    rules: "tuple[Rule, ...]"


type Rule = HasRole | Not | AllOf


def holds(rule: Rule, roles: frozenset[str]) -> bool:
    """Say whether a user with these roles meets the rule.

    Class patterns take attributes out by position because a dataclass has ``__match_args__``. With
    ``assert_never`` a type checker reports a kind of rule that has no case, before it is met at night.

    >>> holds(AllOf((HasRole("editor"), Not(HasRole("banned")))), frozenset({"editor"}))
    True

    Raises AssertionError, by ``assert_never``, for what is no rule.
    """
    match rule:
        case HasRole(role):
            return role in roles
        case Not(HasRole(role)):  # patterns nest: an inner shape is matched in the same case
            return role not in roles
        case Not(inner):
            return not holds(inner, roles)
        case AllOf(rules):
            return all(holds(each, roles) for each in rules)
        case _:
            assert_never(rule)


def holds_without_last_case(rule: Rule, roles: frozenset[str]) -> bool | None:
    """Do the same without cases for ``AllOf``: nothing fits, no error, and the answer is None, which is false.

    >>> print(holds_without_last_case(AllOf(()), frozenset()))
    None
    """
    match rule:
        case HasRole(role):
            return role in roles
        case Not(inner):
            return not holds(inner, roles)
    return None


def main() -> None:
    """Print what patterns take apart, and what they let through."""
    for line in ("get ada", "set ada 1 2", "wait 5", "wait -5", "fly away"):
        print(f"{line:12} -> {run_command(line)}")

    payment = {"type": "payment", "data": {"amount": 999, "currency": "EUR"}, "id": 7}
    for event in (payment, {"type": "payment", "data": {"amount": True, "currency": "EUR"}}, [payment, {"type": "x"}]):
        print(f"{str(event)[:60]:60} -> {read_webhook(event)}")

    print("`case NOT_FOUND:` for 200:", explain_wrong(200), "- `case HTTPStatus.NOT_FOUND:` for 200:", explain(200))
    source = "match status:\n    case NOT_FOUND:\n        pass\n    case 200:\n        pass"
    print("The compiler, when a case follows:", compile_error(source))
    values: list[object] = ["ab", ("a", "b"), {"a": 1}, [], 2.0]
    print({repr(value): shape(value) for value in values})

    rule = AllOf((HasRole("editor"), Not(HasRole("banned"))))
    for roles in (frozenset({"editor"}), frozenset({"editor", "banned"})):
        print(sorted(roles), "may edit:", holds(rule, roles))
    print("A case forgotten:", holds_without_last_case(rule, frozenset({"editor"})))


if __name__ == "__main__":
    main()
