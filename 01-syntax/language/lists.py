"""Lists: places that hold references, in order, and can be changed.

Index, slice, sort and change in place: with strings, the type that handlers touch most. Reading outside the
list is an error with an index and silence with a slice, which is how ``items[-n:]`` returns everything when
n is 0. A copy is shallow: the new list holds the same inner objects, and ``[row] * 3`` holds one row three
times. Methods that change the list return None, so ``orders = orders.sort()`` loses the orders.

Cost: index, append and pop at the end O(1); insert, pop and ``in`` elsewhere O(n); slice O(its length); sort
O(n log n), O(n) on sorted input, with one call of the key an item. 8 bytes a place plus the objects.
Not for: queues (``pop(0)`` moves all the rest: ``collections.deque``), membership tests (``set``), millions of
numbers (``array``).
Asked: shallow or deep copy? What does ``[[0] * 3] * 3`` make? ``sort`` or ``sorted``? What does stable mean?
Source: https://docs.python.org/3/tutorial/datastructures.html, https://docs.python.org/3/howto/sorting.html
"""

import copy
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple


def page(rows: Sequence[str], number: int, size: int) -> list[str]:
    """Return page ``number`` (from 1) of ``size`` rows; after the last row an empty page, as a slice never fails.

    >>> page(["a", "b", "c"], 2, 2), page(["a", "b", "c"], 9, 2)
    (['c'], [])

    Raises ValueError ``no page 0 of size 2`` for a number or size below 1: a negative start would count from the end.
    """
    if number < 1 or size < 1:
        raise ValueError(f"no page {number} of size {size}")
    start = (number - 1) * size
    return list(rows[start : start + size])


def page_wrong(rows: Sequence[str], number: int, size: int) -> list[str]:
    """Return the same without the check: page 0 is empty, and page -1 is a page from the end.

    >>> page_wrong(["a", "b", "c", "d", "e"], -1, 2)
    ['b', 'c']
    """
    start = (number - 1) * size
    return list(rows[start : start + size])


def last(rows: Sequence[str], count: int) -> list[str]:
    """Return the last ``count`` rows, fewer when there are not so many, and none for 0.

    >>> last(["a", "b", "c"], 2), last(["a", "b", "c"], 0)
    (['b', 'c'], [])

    Raises ValueError ``cannot take -1 rows`` for a negative count.
    """
    if count < 0:
        raise ValueError(f"cannot take {count} rows")
    return list(rows[max(0, len(rows) - count) :])


def last_wrong(rows: Sequence[str], count: int) -> list[str]:
    """Return ``rows[-count:]``: right for all but 0, as -0 is 0 and the slice starts at the front.

    >>> last_wrong(["a", "b", "c"], 0)
    ['a', 'b', 'c']
    """
    return list(rows[-count:])


def index_error(rows: list[str], place: int) -> str:
    """Return the message of the IndexError for that place, or "" when there is an item."""
    try:
        rows[place]
    except IndexError as error:
        return str(error)
    return ""


def edit(rows: list[str]) -> list[str]:
    """Change the caller's own list by slices, and return it: first two rows out, "new" as third, reversed.

    >>> rows = ["a", "b", "c", "d", "e"]
    >>> edit(rows) is rows, rows
    (True, ['e', 'new', 'd', 'c'])
    """
    del rows[:2]
    rows[2:2] = ["new"]
    rows[:] = rows[::-1]  # into the same list; `rows = ...` would only move this function's label
    return rows


def seats_wrong(rows: int, columns: int) -> list[list[str]]:
    """Return a hall of free seats ("-") in which every row is one and the same list.

    >>> hall = seats_wrong(2, 3)
    >>> hall[0][1] = "x"; hall
    [['-', 'x', '-'], ['-', 'x', '-']]
    """
    return [["-"] * columns] * rows


def seats(rows: int, columns: int) -> list[list[str]]:
    """Return a hall of free seats ("-"), each row a list of its own.

    >>> hall = seats(2, 3)
    >>> hall[0][1] = "x"; hall
    [['-', 'x', '-'], ['-', '-', '-']]
    """
    return [["-"] * columns for _ in range(rows)]


def turned(hall: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the columns of a hall as rows.

    >>> turned([["a", "b"], ["c", "d"]])
    [['a', 'c'], ['b', 'd']]

    Raises ValueError when the rows differ in length; without ``strict`` zip would drop the surplus.
    """
    return [list(column) for column in zip(*hall, strict=True)]


def still_shared(hall: list[list[str]]) -> dict[str, bool]:
    """Return, for five ways to copy a hall of at least one row, whether the copy still holds the same first row.

    The keys are "hall", "hall[:]", "hall.copy()", "rows copied" and "deepcopy".
    """
    copies = {
        "hall": hall,
        "hall[:]": hall[:],
        "hall.copy()": hall.copy(),
        "rows copied": [row[:] for row in hall],
        "deepcopy": copy.deepcopy(hall),
    }
    return {way: each[0] is hall[0] for way, each in copies.items()}


class Order(NamedTuple):
    """An order: its customer, its cents, and the day since opening on which it was paid, or None."""

    customer: str
    cents: int
    paid: int | None = None


def sort_wrong(orders: list[Order]) -> list[Order] | None:
    """Sort the caller's list and return what ``sort`` returns: None, as it works in place.

    >>> print(sort_wrong([Order("bob", 5), Order("ada", 7)]))
    None
    """
    return orders.sort()


def by_customer(orders: Iterable[Order]) -> list[Order]:
    """Return the orders by customer from A to Z, each customer's most expensive first.

    One key of a tuple does it, with the number negated for the other direction.
    """
    return sorted(orders, key=lambda order: (order.customer, -order.cents))


def by_customer_in_two_passes(orders: Iterable[Order]) -> list[Order]:
    """Return the same by sorting twice, least important key first; texts cannot be negated, so this way always works.

    It relies on sorting being stable: what is equal in the key keeps its order.
    """
    ranked = sorted(orders, key=lambda order: order.cents, reverse=True)
    ranked.sort(key=lambda order: order.customer)
    return ranked


def sort_error(orders: Iterable[Order]) -> str:
    """Sort by the day of payment alone, and return the message of the TypeError; "" when all compare."""
    try:
        sorted(orders, key=lambda order: order.paid)  # type: ignore[arg-type,return-value]  # the error to be seen
    except TypeError as error:
        return str(error)
    return ""


def by_payment(orders: Iterable[Order]) -> list[Order]:
    """Return the orders by day of payment, the unpaid ones last, as NULLS LAST does in SQL.

    False sorts before True, so a None meets a number in the first part of the key only. Two Nones are equal,
    and tuples compare with ``<`` just the first parts that differ.
    """
    return sorted(orders, key=lambda order: (order.paid is None, order.paid))


def key_calls(orders: Sequence[Order], key: Callable[[Order], int]) -> int:
    """Sort by the key and return how often the key was called: once an order, so an expensive key is affordable."""
    calls = 0

    def counted(order: Order) -> int:
        nonlocal calls
        calls += 1
        return key(order)

    sorted(orders, key=counted)
    return calls


def main() -> None:
    """Print what slices, copies and sorting do to a list."""
    rows = ["a", "b", "c", "d", "e"]
    print("Page 9:", page(rows, 9, 2), "- page -1, unchecked:", page_wrong(rows, -1, 2))
    print("The last 0 rows by rows[-0:]:", last_wrong(rows, 0), "- by length:", last(rows, 0))
    print("rows[9]:", index_error(rows, 9), "- rows[9:12]:", rows[9:12])
    print("Edited in place:", edit(rows))

    for make in (seats_wrong, seats):
        hall = make(2, 3)
        hall[0][1] = "x"
        print(f"One seat taken, {make.__name__}:", hall)
    print("First row still shared after copying:", still_shared(seats(2, 3)))
    print("Columns:", turned([["1a", "1b"], ["2a", "2b"]]))

    orders = [Order("bob", 500, 3), Order("ada", 700), Order("bob", 900, 1), Order("eve", 100)]
    print("orders = orders.sort():", sort_wrong(orders.copy()))
    print("By customer, most expensive first:", [(order.customer, order.cents) for order in by_customer(orders)])
    print("In two passes the same:", by_customer_in_two_passes(orders) == by_customer(orders))
    print("By day of payment:", sort_error(orders))
    print("Unpaid last:", [order.paid for order in by_payment(orders)])
    print("Calls of the key for 1000 orders:", key_calls(orders * 250, lambda order: order.cents))


if __name__ == "__main__":
    main()
