"""Operators and expressions: what is evaluated, in which order, and what comes back.

An expression has a value; a statement does something. Most surprises come from five rules. ``//`` and ``%``
round down, not towards zero. A comparison chain is an ``and`` of its pairs. ``and`` and ``or`` return one of
their operands, not a bool, and stop as soon as they know. ``&`` and ``|`` bind tighter than comparisons,
``not`` looser. The walrus ``:=`` binds loosest of all. Each is a bug in a handler: a page size of 0 that
becomes 50, a guard that lets every method through, an ORM filter that compares with ``18 & active``.

Cost: O(1) on small ints; ints grow without limit, and on huge ones ``*``, ``//`` and ``**`` cost more than linear time.
Not for: cleverness. When precedence has to be looked up, write the parentheses.
Asked: what is ``-7 // 2``? What does ``a or b`` return? Why must ORM filters be put in parentheses?
Source: https://docs.python.org/3/reference/expressions.html#operator-precedence
"""

import ast
import math
import re
from collections.abc import Callable, Iterable
from typing import BinaryIO

READ, WRITE, DELETE = 1 << 0, 1 << 1, 1 << 2  # one bit each, 1, 2 and 4, as in a permission column


def page_count(rows: int, per_page: int) -> int:
    """Return how many pages that many rows fill, without a float on the way.

    >>> [page_count(rows, 10) for rows in (0, 1, 10, 11)]
    [0, 1, 1, 2]

    Raises ZeroDivisionError for ``per_page`` 0.
    """
    return -(-rows // per_page)


def page_count_wrong(rows: int, per_page: int) -> int:
    """Return the rounded up quotient of ``/``, which goes through a float and loses digits above 2**53.

    >>> page_count_wrong(2**53 + 1, 1) - (2**53 + 1)
    -1
    """
    return math.ceil(rows / per_page)


def bucket_start(timestamp: int, width: int) -> int:
    """Return the start of the bucket of ``width`` seconds that a time falls into; before 1970 too.

    The rest of ``%`` has the sign of the divisor, so it is never negative here.

    >>> bucket_start(125, 60), bucket_start(-5, 60)
    (120, -60)
    """
    return timestamp - timestamp % width


def divide_towards_zero(dividend: int, divisor: int) -> tuple[int, int]:
    """Return quotient and rest as C, Java, Go and most SQL dialects do, exactly, for ints of any size.

    >>> divide_towards_zero(-7, 2), divmod(-7, 2)
    ((-3, -1), (-4, 1))
    """
    quotient = abs(dividend) // abs(divisor)
    if (dividend < 0) != (divisor < 0):
        quotient = -quotient
    return quotient, dividend - quotient * divisor


def is_server_error(read_status: Callable[[], int]) -> bool:
    """Say whether the status is from 500 up to 599, reading it exactly once.

    A chain evaluates its middle once; ``500 <= read() and read() < 600`` reads twice.
    """
    return 500 <= read_status() < 600


def has_role_wrong(role: str, roles: list[str]) -> bool:
    """Say whether the role is among the roles, compared with True to be quite sure: a chain, so never.

    It reads ``(role in roles) and (roles == True)``, and no list is equal to True.

    >>> has_role_wrong("admin", ["admin"])
    False
    """
    yes: object = True
    return role in roles == yes


def page_size_wrong(requested: int | None) -> int:
    """Return what was requested or else 50; ``or`` asks for truth, and 0 is not true.

    >>> page_size_wrong(None), page_size_wrong(20), page_size_wrong(0)
    (50, 20, 50)
    """
    return requested or 50


def page_size(requested: int | None) -> int:
    """Return what was requested, and 50 only when nothing was.

    >>> page_size(None), page_size(20), page_size(0)
    (50, 20, 0)
    """
    return 50 if requested is None else requested


def first_answer(sources: Iterable[Callable[[], str]]) -> str:
    """Ask one source after the other and return the first answer that is not empty, else "".

    It stops there, as ``cache() or replica() or primary()`` does: later sources are not called.
    """
    for source in sources:
        if answer := source():
            return answer
    return ""


def is_safe_method_wrong(method: str) -> bool:
    """Say whether an HTTP method only reads; written as one says it, and so always True."""
    return bool(method == "GET" or "HEAD")  # noqa: SIM222 - the linter sees what a reviewer misses


def is_safe_method(method: str) -> bool:
    """Say whether an HTTP method only reads: GET or HEAD.

    >>> is_safe_method("HEAD"), is_safe_method("DELETE")
    (True, False)
    """
    return method in ("GET", "HEAD")


def reads_as(expression: str, with_parentheses: str) -> bool:
    """Say whether Python reads both texts as the same expression, so the added parentheses change nothing.

    >>> reads_as("a or b and c", "a or (b and c)"), reads_as("a or b and c", "(a or b) and c")
    (True, False)

    Raises SyntaxError when one of them is no expression.
    """
    trees = [ast.dump(ast.parse(text, mode="eval")) for text in (expression, with_parentheses)]
    return trees[0] == trees[1]


def syntax_error(source: str, *, expression: bool = False) -> str:
    """Return the message of the SyntaxError for a source, read as a module or as one expression; "" if it is fine.

    >>> syntax_error("total = 3"), syntax_error("total + 3", expression=True)
    ('', '')
    """
    try:
        compile(source, "<source>", "eval" if expression else "exec")
    except SyntaxError as error:
        return error.msg
    return ""


def grant(mask: int, permission: int) -> int:
    """Return the mask with the permission's bits set; granting twice changes nothing, unlike ``+``.

    >>> grant(READ, READ), READ + READ == WRITE
    (1, True)
    """
    return mask | permission


def revoke(mask: int, permission: int) -> int:
    """Return the mask without the permission's bits; revoking what was not granted changes nothing.

    >>> revoke(READ | WRITE, WRITE), revoke(READ, WRITE)
    (1, 1)
    """
    return mask & ~permission


def allows_wrong(mask: int, wanted: int) -> bool:
    """Say whether *any* of the wanted permissions is granted, where all of them were meant."""
    return bool(mask & wanted)


def allows(mask: int, wanted: int) -> bool:
    """Say whether all the wanted permissions are granted.

    >>> allows(READ, READ | DELETE), allows(READ | WRITE | DELETE, READ | DELETE)
    (False, True)
    """
    return mask & wanted == wanted


def changed(before: int, after: int) -> int:
    """Return the permissions that one mask has and the other has not: ``^`` is the bits that differ.

    >>> changed(READ | WRITE, READ | DELETE) == WRITE | DELETE
    True
    """
    return before ^ after


def read_chunks(stream: BinaryIO, size: int) -> list[bytes]:
    """Return what is left in the stream, in chunks of ``size`` bytes, the last one maybe shorter.

    The plain way reads before the loop and at its end; the walrus binds the name within the condition, once.
    """
    chunks = []
    while chunk := stream.read(size):
        chunks.append(chunk)
    return chunks


def slow_requests(lines: Iterable[str], limit: int) -> list[int]:
    """Return the milliseconds of each log line whose first word such as "512ms" says more than ``limit``.

    >>> slow_requests(["GET /notes 512ms", "GET /health 2ms", "worker started"], 100)
    [512]
    """
    found = (re.search(r"\b(\d+)ms\b", line) for line in lines)
    # Without the inner parentheses the walrus would bind the comparison's True, not the number.
    return [duration for match in found if match and (duration := int(match[1])) > limit]


def main() -> None:
    """Print each rule with an expression that most readers get wrong."""
    print("-7 // 2, -7 % 2:", divmod(-7, 2), "in C:", divide_towards_zero(-7, 2))
    print("Five seconds before 1970, in minutes:", bucket_start(-5, 60))
    rows = 2**53 + 1
    print(f"{rows} pages of one row: {page_count(rows, 1)}, by way of a float {page_count_wrong(rows, 1)}")

    print("`requested or 50` with 0 requested:", page_size_wrong(0), "- `is None` asks the right thing:", page_size(0))
    print("first_answer asked until it had:", first_answer([lambda: "", lambda: "replica", lambda: "primary"]))
    print('`method == "GET" or "HEAD"` for DELETE:', is_safe_method_wrong("DELETE"), "/", is_safe_method("DELETE"))

    print("How Python reads it:")
    for expression, parenthesised in [
        ("not a == b", "not (a == b)"),
        ("-2 ** 2", "-(2 ** 2)"),
        ("a or b and c", "a or (b and c)"),
        ("age > 18 & active == 1", "age > (18 & active) == 1"),
        ("n := size() > 3", "n := (size() > 3)"),
    ]:
        relation = "is" if reads_as(f"({expression})", f"({parenthesised})") else "is not"
        print(f"  {expression:24} {relation}  {parenthesised}")
    print("`role in roles == True` for a role that is there:", has_role_wrong("admin", ["admin"]))

    print("if x = 5: ->", syntax_error("if x = 5: pass"))
    print("READ + READ is", READ + READ, "which is WRITE;", f"READ | READ is {grant(READ, READ)}")
    print("Bits that differ, read+write against read+delete:", bin(changed(READ | WRITE, READ | DELETE)))
    print("May a reader read and delete?", allows_wrong(READ, READ | DELETE), "/", allows(READ, READ | DELETE))


if __name__ == "__main__":
    main()
