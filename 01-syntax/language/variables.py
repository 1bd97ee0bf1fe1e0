"""Variables: a name is a label tied to an object, and assignment moves labels, never copies.

Two names can be tied to one object; then a change through one is seen through the other. Whether ``+=``
changes the object or moves the label depends on the type, not on the operator. ``==`` asks whether two
objects are equal, ``is`` whether they are one object. The classic night in production: a handler fills in
its settings "from the defaults", and from then on every tenant has the last tenant's limits.

Cost: binding a name is O(1) and takes no memory but a reference (8 bytes); a shallow copy is O(n) of the
outer container, a deep copy O(everything reachable), one object after another in Python.
Use ``is`` for: None, sentinels and enum members, of which there is only one.
Not for: ``is`` on numbers and strings. CPython keeps some of them once, which ones differs by version.
Asked: is Python call by value or by reference? What does ``a += b`` do to a list, and to a tuple? ``is`` or ``==``?
Source: https://docs.python.org/3/reference/datamodel.html#objects-values-and-types
"""

import copy
import sys
import warnings
import weakref
from collections.abc import Iterable

type Settings = dict[str, int | dict[str, int]]


def rebind(cart: list[str]) -> list[str]:
    """Return a new cart with "tax" at its end; the caller's cart stays as it was.

    The parameter is a label of this function: tying it to another object is not seen outside.
    """
    cart = [*cart, "tax"]
    return cart  # noqa: RET504 - the rebinding is what is to be seen


def mutate(cart: list[str]) -> list[str]:
    """Put "tax" at the end of the caller's own cart and return that same list.

    >>> cart = ["book"]
    >>> mutate(cart) is cart, cart
    (True, ['book', 'tax'])
    """
    cart.append("tax")
    return cart


def add_in_place[T: (list[str], tuple[str, ...])](items: T, more: T) -> tuple[T, bool]:
    """Run ``items += more``; return the result, and whether it still is the object that ``items`` was.

    A list grows in place, so whoever else holds it sees it grow. A tuple cannot, so the name moves.

    >>> add_in_place(["a"], ["b"]), add_in_place(("a",), ("b",))
    ((['a', 'b'], True), (('a', 'b'), False))
    """
    before = items
    items += more
    return items, items is before


def tenant_settings_wrong(defaults: Settings, rate: int) -> Settings:
    """Return the settings of a tenant with a rate limit of its own, written into the shared defaults.

    It writes ``limits.rate``; where ``limits`` is no dict, nothing is written.

    >>> defaults: Settings = {"limits": {"rate": 10}}
    >>> tenant_settings_wrong(defaults, 500) is defaults, defaults
    (True, {'limits': {'rate': 500}})
    """
    settings = defaults  # a second label, not a second dict
    limits = settings["limits"]
    if isinstance(limits, dict):
        limits["rate"] = rate
    return settings


def tenant_settings_shallow(defaults: Settings, rate: int) -> Settings:
    """Return the tenant's settings as a new dict, but with the inner dict of limits still the shared one.

    >>> defaults: Settings = {"limits": {"rate": 10}}
    >>> tenant_settings_shallow(defaults, 500) is defaults, defaults
    (False, {'limits': {'rate': 500}})
    """
    return tenant_settings_wrong(defaults.copy(), rate)


def tenant_settings(defaults: Settings, rate: int) -> Settings:
    """Return the tenant's settings with ``limits.rate`` set, sharing nothing that can change with the defaults.

    >>> defaults: Settings = {"limits": {"rate": 10}}
    >>> tenant_settings(defaults, 500), defaults
    ({'limits': {'rate': 500}}, {'limits': {'rate': 10}})
    """
    return tenant_settings_wrong(copy.deepcopy(defaults), rate)


def distinct_objects(items: Iterable[object]) -> int:
    """Return how many objects the items are: two equal ones in different places of memory count as two.

    The items may come from a generator that makes each of them: keep them all until they are counted.

    >>> status = "paid"
    >>> distinct_objects([status, status, [], []])
    3
    """
    held = list(items)  # an id is unique only among objects that are alive at once
    return len({id(item) for item in held})


def first_words(lines: Iterable[str], *, intern: bool = False) -> list[str]:
    """Return the first word of each line; interned, equal words are one object in memory.

    Splitting makes a new string each time, so a million log lines hold a million copies of "ERROR".

    >>> words = first_words(["ERROR disk", "ERROR net"], intern=True)
    >>> words, words[0] is words[1]
    (['ERROR', 'ERROR'], True)

    Raises IndexError for a line without a word.
    """
    words = [line.split()[0] for line in lines]
    return [sys.intern(word) for word in words] if intern else words


def is_kept_once(number: int) -> bool:
    """Say whether this interpreter has one object for all ints of this value, made at run time.

    CPython 3.12 and 3.13 do so from -5 to 256 and newer ones may go further: nothing to build on.

    >>> is_kept_once(7), is_kept_once(10**9)
    (True, False)
    """
    return int(str(number)) is int(str(number))


def compile_warnings(source: str) -> list[str]:
    """Return the messages of the SyntaxWarnings that compiling the source gives, in their order.

    >>> len(compile_warnings("if status is 200: pass")), compile_warnings("if status is None: pass")
    (1, [])
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        compile(source, "<handler>", "exec")
    return [str(warning.message) for warning in caught if issubclass(warning.category, SyntaxWarning)]


class Upload:
    """A file in memory, as a request handler holds it."""


def new_references(labels: int) -> int:
    """Return by how much the reference count of one object rises when that many labels are tied to it.

    The absolute count is of no use: the call that asks holds a reference itself, and versions differ.
    """
    upload = Upload()
    held: list[Upload] = []
    before = sys.getrefcount(upload)
    held.extend([upload] * labels)
    return sys.getrefcount(upload) - before


def survives_del(*, with_alias: bool) -> bool:
    """Make an upload, delete its name, and say whether the object is still alive.

    ``del`` unties a label. The object goes when its last label goes, in CPython at that very moment.

    >>> survives_del(with_alias=True), survives_del(with_alias=False)
    (True, False)
    """
    upload = Upload()
    recent = [upload] if with_alias else []
    watch = weakref.ref(upload)
    del upload
    alive = watch() is not None
    recent.clear()  # until here the list is the alias
    return alive


def read_after_del() -> str:
    """Read a local name after ``del``, and return the message of the UnboundLocalError."""
    upload = Upload()
    del upload
    try:
        return str(upload)  # type: ignore[misc]  # noqa: F821 - both tools see the error
    except UnboundLocalError as error:
        return str(error)


def main() -> None:
    """Print what aliases, copies, interning and ``del`` do to objects."""
    cart = ["book"]
    print("Parameter moved to a new list:", rebind(cart), "the caller still has", cart)
    print("Parameter's object changed:   ", mutate(cart), "the caller now has", cart)
    print(
        "+= on a list keeps the object:", add_in_place(["a"], ["b"])[1], "on a tuple:", add_in_place(("a",), ("b",))[1]
    )

    print("One tenant gets a rate of 500. What the defaults say afterwards:")
    for make in (tenant_settings_wrong, tenant_settings_shallow, tenant_settings):
        defaults: Settings = {"limits": {"rate": 10}}
        make(defaults, 500)
        print(f"  {make.__name__:24} {defaults}")

    lines = [f"{level} request {number}" for number in range(500) for level in ("INFO", "ERROR")]
    print("First words of 1000 log lines:", distinct_objects(first_words(lines)), "objects, interned", end=" ")
    print(distinct_objects(first_words(lines, intern=True)))
    print("One object for all of them:", {number: is_kept_once(number) for number in (-5, 256, 10**9)})
    print("The compiler on `status is 200`:", *compile_warnings("if status is 200: pass"))

    print("Five labels more, references more:", new_references(5))
    print("After del, alive with an alias:", survives_del(with_alias=True), "without:", survives_del(with_alias=False))
    print("The name after del:", read_after_del())


if __name__ == "__main__":
    main()
