"""Bytecode: what Python compiles a function to, and the questions that it settles.

``def`` compiles its body once into a code object: constants, names, and instructions for a stack machine.
``dis`` reads it back. Three things that look like folklore are decided there, before the first call: whether a
name is local or global, what was already computed, and where another thread may step in.

Cost: nothing at run time; the compiler has written it anyway. ``dis`` takes tens of microseconds for a small function.
Use it for: settling "is this atomic?", "is this local?", "is this computed each time?".
Not for: tuning (measure instead), or anything that must survive an upgrade: instructions change with every
version. Here only what 3.12 and later have in common is relied on.
Asked: why does ``UnboundLocalError`` appear in a line above the assignment? Is ``x += 1`` atomic? Is
``60 * 60`` computed on each call?
Source: https://docs.python.org/3/library/dis.html, PEP 659 (the specialising interpreter)
"""

import dis
from collections.abc import Callable, Iterator
from types import CodeType
from typing import Literal

type Scope = Literal["local", "cell", "free", "global"]

requests_served = 0


def count_request() -> None:
    """Count one request in the global ``requests_served``; returns nothing."""
    global requests_served
    requests_served += 1


def count_request_wrong() -> None:
    """Fail always: the assignment makes the name local in the whole function, the read before it included.

    Raises UnboundLocalError.
    """
    requests_served += 1  # noqa: F823, F841  # the mistake that is shown


def seconds_in(days: int) -> int:
    """Return the seconds in so many days; the product of constants, in parentheses, is computed by the compiler.

    >>> seconds_in(2)
    172800
    """
    return days * (24 * 60 * 60)


def is_final(status: str) -> bool:
    """Return whether an order's status is "paid", "refunded" or "cancelled".

    The set in the source becomes one frozen set among the constants: it is not built on each call.

    >>> is_final("paid"), is_final("open")
    (True, False)
    """
    return status in {"paid", "refunded", "cancelled"}


def make_counter() -> Callable[[], int]:
    """Return a function that returns 1, 2, 3 and so on; the number stands in the outer function's ``count``.

    >>> following = make_counter()
    >>> following(), following()
    (1, 2)
    """
    count = 0

    def following() -> int:
        nonlocal count
        count += 1
        return count

    return following


def instructions(function: Callable[..., object]) -> list[str]:
    """Return the names of the function's instructions, in order.

    Raises TypeError "FUNCTION is not written in Python" for one that has none; so do the functions below.
    """
    return [instruction.opname for instruction in dis.get_instructions(_code(function))]


def scopes(function: Callable[..., object]) -> dict[str, Scope]:
    """Return where each variable of the function lives, as the compiler decided.

    "local" is a slot of the call, "cell" a local that an inner function uses too, "free" one of an outer
    function, and "global" a name looked up in the module and then among the built-ins.

    >>> scopes(is_final), scopes(make_counter)["count"], scopes(make_counter())
    ({'status': 'local'}, 'cell', {'count': 'free'})
    """
    code = _code(function)
    found: dict[str, Scope] = dict.fromkeys(code.co_varnames, "local")
    found |= dict.fromkeys(code.co_cellvars, "cell")
    found |= dict.fromkeys(code.co_freevars, "free")
    for instruction in dis.get_instructions(code):
        if instruction.opname in ("LOAD_GLOBAL", "STORE_GLOBAL"):
            found[str(instruction.argval)] = "global"
    return found


def steps_of_a_global(function: Callable[..., object], name: str) -> list[str]:
    """Return the instructions from the first that reads the global ``name`` to the last that writes it.

    Nothing promises that no other thread runs in between. Since 3.10 the usual build switches threads only at calls
    and jumps back, so a test of ``+= 1`` is green there; ``+= price()`` loses updates in it, and the free-threaded
    build loses both. The list is empty when the function does not read or does not write the name.
    """
    found = [(each.opname, each.argval) for each in dis.get_instructions(_code(function))]
    reads = [number for number, each in enumerate(found) if each == ("LOAD_GLOBAL", name)]
    writes = [number for number, each in enumerate(found) if each == ("STORE_GLOBAL", name)]
    if not reads or not writes:
        return []
    return [opname for opname, _ in found[reads[0] : writes[-1] + 1]]


def computes(function: Callable[..., object]) -> int:
    """Return how many binary operations (``+``, ``*``, ...) are left for the run time.

    >>> computes(seconds_in)
    1
    """
    return instructions(function).count("BINARY_OP")


def constants(function: Callable[..., object]) -> set[object]:
    """Return the constants that the compiler stored with the function, its docstring not among them.

    >>> 24 * 60 * 60 in constants(seconds_in)
    True
    """
    return set(_code(function).co_consts) - {function.__doc__}


def code_objects(source: str) -> list[str]:
    r"""Return the qualified names of all code objects in a module's source, the module's own first.

    Each function, class body and lambda is compiled once, with the module, and not when its line is reached.

    >>> code_objects("class Order:\n    def total(self): return (lambda: 0)")
    ['<module>', 'Order', 'Order.total', 'Order.total.<locals>.<lambda>']

    Raises SyntaxError when the source is not Python.
    """

    def walk(code: CodeType) -> Iterator[str]:
        yield code.co_qualname
        for constant in code.co_consts:
            if isinstance(constant, CodeType):
                yield from walk(constant)

    return list(walk(compile(source, "<example>", "exec")))


def _code(function: Callable[..., object]) -> CodeType:
    code = getattr(function, "__code__", None)
    if not isinstance(code, CodeType):
        raise TypeError(f"{function!r} is not written in Python")
    return code


def main() -> None:
    """Print what the compiler decided about the functions above."""
    print("requests_served += 1 is not one step:")
    print("  " + ", ".join(steps_of_a_global(count_request, "requests_served")))

    print("Local or global is decided by the compiler, for the whole function:")
    for function in (count_request, count_request_wrong):
        print(f"  {function.__name__}: requests_served is {scopes(function)['requests_served']}")
    try:
        count_request_wrong()
    except UnboundLocalError as error:
        print(f"  UnboundLocalError: {error}")

    print("Computed before the first call:")
    days = max(each for each in constants(seconds_in) if isinstance(each, int))
    print(f"  24 * 60 * 60 is the constant {days}; operations left in seconds_in: {computes(seconds_in)}")
    frozen = next(each for each in constants(is_final) if isinstance(each, frozenset))
    print(f"  the set in is_final is a {type(frozen).__name__} of {len(frozen)}")

    print("A closure's variable is a cell of the outer function and free in the inner one:")
    counter = make_counter()
    print(f"  make_counter: {scopes(make_counter)['count']}, following: {scopes(counter)['count']}")
    print("All of is_final, as this version compiles it:")
    print("  " + ", ".join(instructions(is_final)))
    try:
        instructions(len)
    except TypeError as error:
        print(f"Functions in C have none: TypeError: {error}")


if __name__ == "__main__":
    main()
