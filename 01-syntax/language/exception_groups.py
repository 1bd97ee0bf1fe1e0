"""Exception groups: several errors at once, raised together and sorted out by ``except*``.

A form has three mistakes, five uploads ran at the same time and two failed, a shutdown closes ten things. Reporting the
first error only sends people round in circles. An ``ExceptionGroup`` carries all of them with their tracebacks;
``asyncio.TaskGroup`` raises one whenever a task fails.

Cost: like any exception, and one object more for each level of nesting.
Not for: one error (raise it itself), nor for a library that used to raise plain errors: ``except ValueError`` of its
users does not catch a group that holds a ValueError.
Asked: how does ``except*`` differ from ``except``? Why does TaskGroup raise a group?
Source: PEP 654
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Order:
    """An order that is right."""

    sku: str
    quantity: int


class FieldError(ValueError):
    """A field of the input breaks a rule; both are attributes."""

    def __init__(self, field: str, rule: str) -> None:
        """Keep ``field`` and ``rule``, and hand both to ValueError, so that the error can be pickled."""
        super().__init__(field, rule)
        self.field, self.rule = field, rule

    def __str__(self) -> str:
        """Return ``FIELD RULE``."""
        return f"{self.field} {self.rule}"


def parse_order_broken(data: Mapping[str, str]) -> Order:
    """Return the order; raises the first FieldError only, so that a client learns of one mistake a request."""
    return Order(_sku(data), _quantity(data))


def parse_order(data: Mapping[str, str]) -> Order:
    """Return the order of ``sku`` and ``quantity``, a whole number from 1 on in at most nine digits from 0 to 9.

    >>> parse_order({"sku": "tea", "quantity": "2"})
    Order(sku='tea', quantity=2)

    Raises an ExceptionGroup ``invalid order`` with a FieldError for each field that breaks a rule, in the order of the
    fields: ``sku is missing`` (an empty one, too), ``quantity must be a whole number from 1 to 999999999``.
    """
    errors = []
    try:
        sku = _sku(data)
    except FieldError as error:
        errors.append(error)
    try:
        quantity = _quantity(data)
    except FieldError as error:
        errors.append(error)
    if errors:
        raise ExceptionGroup("invalid order", errors)
    return Order(sku, quantity)


def close_all(closers: Iterable[Callable[[], None]]) -> None:
    """Call every function, also when some of them raise.

    Raises an ExceptionGroup ``closing failed`` with the errors afterwards, in the order of the calls. What is no
    Exception (KeyboardInterrupt) ends the round at once.
    """
    errors = []
    for close in closers:
        try:
            close()
        except Exception as error:
            errors.append(error)
    if errors:
        raise ExceptionGroup("closing failed", errors)


def leaves(error: BaseException) -> list[BaseException]:
    """Return the errors within a group and the groups in it, from left to right; an error that is no group is its own.

    >>> [str(leaf) for leaf in leaves(ExceptionGroup("a", [OSError(1), ExceptionGroup("b", [OSError(2)])]))]
    ['1', '2']
    """
    if isinstance(error, BaseExceptionGroup):
        return [leaf for each in error.exceptions for leaf in leaves(each)]
    return [error]


def caught_by_except(error: Exception) -> bool:
    """Raise the error and tell whether ``except ValueError`` catches it.

    >>> caught_by_except(ValueError()), caught_by_except(ExceptionGroup("", [ValueError()]))
    (True, False)
    """
    try:
        raise error
    except ValueError:
        return True
    except Exception:
        return False


def sorted_out(error: Exception) -> dict[str, list[str]]:
    """Raise the error and return the messages of its leaves, by the ``except*`` that caught them.

    FieldErrors are under ``client``, OSErrors under ``system``; a key without leaves is left out. More than one clause
    may run, and each gets a group, even when a plain error was raised.

    >>> sorted_out(ExceptionGroup("", [OSError("disk full"), FieldError("sku", "is missing")]))
    {'client': ['sku is missing'], 'system': ['disk full']}

    Raises a group of what neither of them caught (a plain error that neither catches stays plain).
    """
    found: dict[str, list[str]] = {}
    try:
        raise error
    except* FieldError as group:
        found["client"] = [str(leaf) for leaf in leaves(group)]
    except* OSError as group:
        found["system"] = [str(leaf) for leaf in leaves(group)]
    return found


def status_and_body(error: Exception) -> tuple[int, list[dict[str, str]]]:
    """Return what a client is told: 422, and a dict of ``field`` and ``rule`` for each FieldError.

    As soon as another error is among them, it is 500 and an empty list: the fault is ours, and the details are secret.

    >>> status_and_body(ExceptionGroup("", [FieldError("sku", "is missing")]))
    (422, [{'field': 'sku', 'rule': 'is missing'}])
    """
    fields = [leaf for leaf in leaves(error) if isinstance(leaf, FieldError)]
    if len(fields) < len(leaves(error)):
        return 500, []
    return 422, [{"field": leaf.field, "rule": leaf.rule} for leaf in fields]


def retryable(group: ExceptionGroup[Exception]) -> tuple[int, int]:
    """Return how many leaves are ConnectionErrors, worth another try, and how many are something else.

    ``split`` keeps structure and tracebacks of both parts; a part that would be empty is None.

    >>> retryable(ExceptionGroup("", [ConnectionResetError(), ValueError(), ConnectionRefusedError()]))
    (2, 1)
    """
    again, never = group.split(ConnectionError)
    return len(leaves(again)) if again else 0, len(leaves(never)) if never else 0


def main() -> None:
    """Print each idea, and each mistake with what it does."""
    bad = {"quantity": "0"}
    print("-- one error, or all of them")
    try:
        parse_order_broken(bad)
    except FieldError as error:
        print(f"one:  {error}")
    try:
        parse_order(bad)
    except ExceptionGroup as group:
        print(f"all:  {group}: {[str(leaf) for leaf in leaves(group)]}")
        print(f"      {status_and_body(group)}")
    print("-- every close is called")
    closed: list[str] = []
    try:
        close_all([lambda: closed.append("cache"), _fail, lambda: closed.append("database"), _fail])
    except ExceptionGroup as group:
        print(f"closed {closed}; {group}")
    print("-- except and except*")
    several = ExceptionGroup("upload", [OSError("disk full"), ExceptionGroup("row", [FieldError("sku", "is missing")])])
    print(
        f"except ValueError catches a ValueError: {caught_by_except(ValueError())}, a group with one: "
        f"{caught_by_except(several)}"
    )
    print(f"except* sorts: {sorted_out(several)}")
    try:
        sorted_out(ExceptionGroup("upload", [OSError("disk full"), KeyError("id")]))
    except ExceptionGroup as rest:
        print(f"what nobody caught goes on: {rest!r}")
    print(f"with our own fault among them: {status_and_body(several)}")
    print(f"worth another try, and not: {retryable(ExceptionGroup('', [ConnectionResetError(), KeyError()]))}")
    print("-- a group is not empty")
    try:
        ExceptionGroup("nothing", [])
    except ValueError as error:
        print(f"ValueError: {error}")


def _sku(data: Mapping[str, str]) -> str:
    if not data.get("sku"):
        raise FieldError("sku", "is missing")
    return data["sku"]


def _quantity(data: Mapping[str, str]) -> int:
    raw = data.get("quantity", "")
    # Without a limit int() raises a ValueError of its own above 4300 digits, which is no FieldError.
    if not (raw.isascii() and raw.isdecimal() and len(raw) < 10 and int(raw) > 0):
        raise FieldError("quantity", "must be a whole number from 1 to 999999999")
    return int(raw)


def _fail() -> None:
    raise ConnectionError("already gone")


if __name__ == "__main__":
    main()
