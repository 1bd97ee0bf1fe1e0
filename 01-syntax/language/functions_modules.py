"""Functions and scope: how arguments reach parameters, when defaults are made, and where a name is looked up.

A signature is a contract that callers lean on. Keyword-only parameters keep ``charge(order, 5, True)`` from ever being
written, positional-only ones leave their names free to change. Two rules cause most bugs: a default is made once, when
``def`` runs, and a name that is assigned anywhere in a function is local everywhere in it.

More of the topic: ``modules.py`` (what ``import`` does, and how it fails) and ``packaging/`` (a package that is built
and installed).

Cost: a call makes a frame; a local name is an index into an array, a global one a dict lookup (which CPython caches).
Not for: state that lives between calls in globals or in defaults; make it an argument or an object.
Asked: what do ``*``, ``/``, ``*args`` and ``**kwargs`` mean? What is wrong with ``def add(tag, tags=[])``?
Source: PEP 570, PEP 3102, https://docs.python.org/3/reference/executionmodel.html#naming-and-binding
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlencode

_served = 0
region = "global"


@dataclass
class Order:
    """What somebody wants to buy."""

    id: str
    total: Decimal


def build_url(base: str, /, path: str, *segments: str, slash: bool = False, **query: str | int) -> str:
    """Return ``base/path/segments?query``, a signature with all five kinds of parameters.

    ``slash`` puts a slash behind the last segment. Without ``query`` there is no question mark.

    >>> build_url("https://shop.example", "orders", "7", "items", slash=True, limit=20, base="EUR")
    'https://shop.example/orders/7/items/?limit=20&base=EUR'
    """
    # base may be a key of the query as well: a positional-only name cannot be meant by a keyword.
    url = "/".join([base, path, *segments]) + ("/" if slash else "")
    return f"{url}?{urlencode(query)}" if query else url


def charge(order_id: str, /, amount: Decimal, *, currency: str) -> str:
    """Return ``ORDER: AMOUNT CURRENCY``; the currency has to be named.

    >>> charge("o-7", Decimal("9.99"), currency="EUR")
    'o-7: 9.99 EUR'
    """
    return f"{order_id}: {amount} {currency}"


def parameter_kinds(function: Callable[..., object]) -> dict[str, str]:
    """Return the kind of each parameter, by name, as ``inspect`` describes it.

    >>> parameter_kinds(charge)
    {'order_id': 'positional-only', 'amount': 'positional or keyword', 'currency': 'keyword-only'}
    """
    return {name: each.kind.description for name, each in inspect.signature(function).parameters.items()}


def call_error(function: Callable[..., object], *args: object, **kwargs: object) -> str | None:
    """Call the function with these arguments; return the message of a TypeError, or None when there is none.

    >>> call_error(charge, "o-7", Decimal(5), "EUR")
    'charge() takes 2 positional arguments but 3 were given'
    """
    try:
        function(*args, **kwargs)
    except TypeError as error:
        return str(error)
    return None


def tagged_broken(tag: str, tags: list[str] = []) -> list[str]:  # noqa: B006 - the mistake that this function shows
    """Append the tag to ``tags`` and return the list; the default is one list for all calls.

    The default stands in ``tagged_broken.__defaults__`` and grows with every call that leaves ``tags`` out.
    """
    tags.append(tag)
    return tags


def tagged(tag: str, tags: list[str] | None = None) -> list[str]:
    """Return a new list of ``tags`` (none by default) and the tag behind them; the caller's list stays as it is.

    >>> tagged("new"), tagged("paid", ["new"])
    (['new'], ['new', 'paid'])
    """
    return [*(tags or []), tag]


def count_request_broken() -> int:
    """Add 1 to the global ``_served``: raises UnboundLocalError, since the assignment makes the name local."""
    _served += 1  # noqa: F823 - the mistake that this function shows
    return _served


def count_request() -> int:
    """Add 1 to the module's ``_served``, the number of requests, and return it.

    It works, and every test of it depends on those before it: an object with a counter is better.
    """
    global _served
    _served += 1
    return _served


def lookups() -> dict[str, str]:
    """Return which ``region`` four functions see, by the rule Local, Enclosing, Global, Built-in (LEGB).

    The function of the key ``local`` assigns the name itself, that of ``enclosing`` finds it in the function around
    it, ``global`` in the module. ``class`` is a method of a class with an attribute of this name, which it does not
    see. ``built-in`` is the name of the module in which ``len`` is found.
    """

    def around() -> tuple[str, str]:
        region = "enclosing"

        def assigns() -> str:
            region = "local"
            return region  # noqa: RET504 - the assignment is the point

        def reads() -> str:
            return region

        return assigns(), reads()

    class Service:
        region = "class"

        def seen(self) -> str:
            return region

    local, enclosing = around()
    found = {"local": local, "enclosing": enclosing, "global": _module_region(), "class": Service().seen()}
    return found | {"built-in": len.__module__}


def discount_in_place(order: Order, percent: int) -> None:
    """Lower the total of this very order: whoever else holds it sees the change, and a retry lowers it twice."""
    order.total = order.total * (100 - percent) / 100


def discounted(order: Order, percent: int) -> Order:
    """Return a new order whose total is lower by ``percent``; pure: no effect, and equal results for equal arguments.

    >>> discounted(Order("o-7", Decimal(200)), 10)
    Order(id='o-7', total=Decimal('180'))
    """
    return replace(order, total=order.total * (100 - percent) / 100)


def rebound(order: Order) -> None:
    """Bind the parameter to another order, which the caller does not notice: it is a name of the function alone."""
    order = Order("another", Decimal(0))  # noqa: F841


def summary(function: Callable[..., object]) -> str:
    """Return name, signature and the first line of the docstring, as ``help`` begins; an empty line for no docstring.

    >>> print(summary(count_request).splitlines()[0])
    count_request() -> int
    """
    first = (inspect.getdoc(function) or "").partition("\n")[0]
    return f"{function.__name__}{inspect.signature(function)}\n{first}"


def main() -> None:
    """Print each idea, and each mistake with what it does."""
    print("-- five kinds of parameters")
    for name, kind in parameter_kinds(build_url).items():
        print(f"{name:<9} {kind}")
    print(build_url("https://shop.example", "orders", "7", "items", slash=True, limit=20, base="EUR"))
    print("-- a signature refuses")
    for error in (
        call_error(charge, "o-7", Decimal(5), "EUR"),
        call_error(charge, "o-7", Decimal(5)),
        call_error(charge, order_id="o-7", amount=Decimal(5), currency="EUR"),
        call_error(charge, "o-7", Decimal(5), currency="EUR", retry=True),
    ):
        print(f"TypeError: {error}")
    print("-- a default is made once")
    shared = tagged_broken("first")
    print(f"tags=[]    {shared.copy()}, then {tagged_broken('second')}")
    print(f"tags=None  {tagged('first')}, then {tagged('second')}")
    shared.clear()  # so that this story tells the same when it is told again
    print("-- local, enclosing, global, built-in")
    print(lookups())
    try:
        count_request_broken()
    except UnboundLocalError as error:
        print(f"UnboundLocalError: {error}")
    before = count_request()
    print(f"with global: one call later it is {count_request() - before} more")
    print("-- effects")
    order = Order("o-7", Decimal(200))
    rebound(order)
    print(f"after rebinding the parameter  {order}")
    print(f"a new one                      {discounted(order, 10)}, and the old {order.total}")
    discount_in_place(order, 10)
    discount_in_place(order, 10)
    print(f"in place, and retried          {order}")
    print("-- what help shows")
    print(summary(tagged))


def _module_region() -> str:
    return region


if __name__ == "__main__":
    main()
