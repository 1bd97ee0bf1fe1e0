"""Weak references: to know an object without keeping it alive.

A cache, a list of listeners and a registry all hold objects that belong to somebody else, and every strong
reference in them is a small memory leak: the object lives as long as the process. A weak reference is not
counted. It gives the object while somebody else has it, and ``None`` afterwards.

Cost: one small object a reference; looking through it O(1). A dead entry leaves its dictionary by a callback.
Use it for: caches of objects in use, listeners, data about objects that are not yours to change.
Not for: ``int``, ``str``, ``tuple``, ``list`` and ``dict``, which have no room for it; caches that should keep
what nobody uses right now (``functools.lru_cache`` with a limit); closing resources (``with``).
Asked: how does a Python program leak memory? What is wrong with ``lru_cache`` on a method?
Source: https://docs.python.org/3/library/weakref.html, PEP 205
"""

import weakref
from collections.abc import Callable
from functools import cached_property, lru_cache


class Tenant:
    """A customer's settings, loaded once and shared by the requests that need them."""

    def __init__(self, name: str, prices: tuple[int, ...] = ()) -> None:
        """Take the name and the prices in cents."""
        self.name = name
        self.prices = prices

    @lru_cache  # noqa: B019  # the leak that is shown
    def total_wrong(self) -> int:
        """Return the sum of the prices; the cache has ``self`` as its key and keeps it until 128 others push it out.

        >>> Tenant("acme", (100, 250)).total_wrong()
        350
        """
        return sum(self.prices)

    @cached_property
    def total(self) -> int:
        """The sum of the prices, kept in the object itself, so it goes with it.

        >>> Tenant("acme", (100, 250)).total
        350
        """
        return sum(self.prices)


class TenantCache:
    """One object a name, for as long as anybody uses it.

    >>> cache = TenantCache()
    >>> acme = cache.get("acme")
    >>> cache.get("acme") is acme, len(cache)
    (True, 1)
    >>> del acme
    >>> len(cache)
    0
    """

    def __init__(self) -> None:
        """Start empty."""
        self.loads = 0
        self._tenants: weakref.WeakValueDictionary[str, Tenant] = weakref.WeakValueDictionary()

    def get(self, name: str) -> Tenant:
        """Return the tenant of this name: the one in use, or a new one, which adds one to ``loads``."""
        # One look, not "in" and then [...]: the tenant may die between the two.
        tenant = self._tenants.get(name)
        if tenant is None:
            self.loads += 1
            tenant = self._tenants[name] = Tenant(name)
        return tenant

    def __len__(self) -> int:
        """Return the number of tenants in use."""
        return len(self._tenants)


class Signal:
    """Listeners that are called until their owner is gone; nobody has to unsubscribe."""

    def __init__(self) -> None:
        """Start without listeners."""
        self._listeners: list[weakref.WeakMethod[Callable[[str], None]]] = []

    def connect(self, listener: Callable[[str], None]) -> None:
        """Add a bound method; it does not keep its object alive.

        A plain ``weakref.ref(session.receive)`` would be dead at once: each access makes a new bound method.
        Raises TypeError when the listener is not a bound method.
        """
        self._listeners.append(weakref.WeakMethod(listener))

    def send(self, message: str) -> int:
        """Call the listeners that are alive, in the order of connecting; return how many there were."""
        alive = [listener for reference in self._listeners if (listener := reference()) is not None]
        self._listeners = [reference for reference in self._listeners if reference() is not None]
        for listener in alive:
            listener(message)
        return len(alive)


class Session:
    """A listener: a user's open connection with the messages that it received."""

    def __init__(self) -> None:
        """Start without messages."""
        self.received: list[str] = []

    def receive(self, message: str) -> None:
        """Append the message to ``received``."""
        self.received.append(message)


def outlives(use: Callable[[Tenant], object]) -> bool:
    """Return whether a new tenant is still in memory after ``use(tenant)``, when no name refers to it any more.

    >>> outlives(lambda tenant: tenant.total), outlives(lambda tenant: tenant.total_wrong())
    (False, True)
    """
    tenant = Tenant("acme", (100, 250))
    alive = weakref.ref(tenant)
    use(tenant)
    del tenant
    return alive() is not None


def refusal(thing: object) -> str:
    """Return why no weak reference to the thing can be made: the message of the TypeError, or "" if one can.

    >>> refusal("a name")
    "cannot create weak reference to 'str' object"
    >>> refusal(Tenant("acme"))
    ''
    """
    try:
        weakref.ref(thing)
    except TypeError as error:
        return str(error)
    return ""


class SlottedOrder:
    """An object without ``__dict__``; it has no room for weak references either."""

    __slots__ = ("number",)

    def __init__(self, number: int) -> None:
        """Take the order's number."""
        self.number = number


class TrackedOrder(SlottedOrder):
    """The same with room for weak references."""

    __slots__ = ("__weakref__",)


def main() -> None:
    """Print what keeps objects alive and what does not."""
    print("A tenant after its last use:")
    print(f"  lru_cache on the method: {'leaked' if outlives(lambda each: each.total_wrong()) else 'freed'}")
    print(f"  cached_property:         {'leaked' if outlives(lambda each: each.total) else 'freed'}")
    Tenant.total_wrong.cache_clear()

    cache = TenantCache()
    acme, again = cache.get("acme"), cache.get("acme")
    print(f"Two requests for one tenant: the same object: {acme is again}, loads: {cache.loads}, cached: {len(cache)}")
    del acme, again
    print(f"Both requests done: cached: {len(cache)}")
    cache.get("acme")
    print(f"The next request loads again: loads: {cache.loads}, and keeps nothing: cached: {len(cache)}")

    orders = Signal()
    first, second = Session(), Session()
    orders.connect(first.receive)
    orders.connect(second.receive)
    print(f"Two sessions listen: {orders.send('order 7 paid')} called")
    del second
    print(f"One has closed and told nobody: {orders.send('order 7 sent')} called; the other got {first.received}")

    print("Not everything can be referred to weakly:")
    for thing in ("order 7", 7, SlottedOrder(7), TrackedOrder(7)):
        print(f"  {type(thing).__name__}: {refusal(thing) or 'yes'}")


if __name__ == "__main__":
    main()
