"""Errors: raise where it goes wrong, catch where something can be done about it, and lose nothing on the way.

An exception is how a function says that it cannot keep its promise. In a backend most of them should pass through all
layers up to one place that writes a log line and answers 500; a layer catches only what it can handle, or translates
into its own terms with ``raise ... from error``. The night in production is spent on the ones that somebody swallowed.

More of the topic: ``exception_groups.py`` (several errors at once) and ``context_managers.py`` (cleaning up).

Cost: since 3.11 a ``try`` that does not raise is free; raising makes an object, and a traceback entry a frame.
Not for: expected answers that every caller has to look at; a result type or None is plainer there.
Asked: what do ``else`` and ``finally`` do? What is EAFP? When is ``except Exception`` right?
Source: https://docs.python.org/3/tutorial/errors.html, PEP 3134 (chaining), PEP 678 (notes)
"""

import pickle
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation


class ShopError(Exception):
    """What callers of this module catch; everything below it means a rule of the shop, not a bug."""


class OutOfStockError(ShopError):
    """There are fewer pieces than somebody wants. The numbers are attributes: nobody has to parse a message."""

    def __init__(self, sku: str, wanted: int, left: int) -> None:
        """Keep the three as attributes, and hand them, not the message, to Exception.

        Copying and pickling call the class again with what Exception got.
        """
        super().__init__(sku, wanted, left)
        self.sku, self.wanted, self.left = sku, wanted, left

    def __str__(self) -> str:
        """Return the message: ``SKU: WANTED wanted, LEFT left``."""
        return f"{self.sku}: {self.wanted} wanted, {self.left} left"


class MessageOnlyError(ShopError):
    """The same with the message as the only argument of Exception: it cannot leave its process."""

    def __init__(self, sku: str, wanted: int, left: int) -> None:
        """Keep the three as attributes, and hand ``SKU: WANTED wanted, LEFT left`` to Exception."""
        super().__init__(f"{sku}: {wanted} wanted, {left} left")
        self.sku, self.wanted, self.left = sku, wanted, left


class InvalidPriceError(ShopError):
    """A text that should say a price does not."""


def steps(raw: str) -> list[str]:
    """Return which blocks run when ``raw`` is turned into an int: of try, except, else, finally, in their order.

    A ``return`` within ``finally`` would end the function without the error that is under way; 3.14 warns of it.

    >>> steps("7"), steps("x")
    (['try', 'else', 'finally'], ['try', 'except', 'finally'])
    """
    seen = ["try"]
    try:
        int(raw)
    except ValueError:
        seen.append("except")
    else:
        # What stands here is not guarded: an error of this line is not taken for one of int().
        seen.append("else")
    finally:
        seen.append("finally")
    return seen


def take(stock: dict[str, int], sku: str, wanted: int) -> int:
    """Take pieces out of the stock and return how many are left; an article that is not there has none.

    >>> take({"tea": 5}, "tea", 2)
    3

    Raises OutOfStockError, and leaves the stock as it is, when there are fewer than ``wanted``.
    """
    left = stock.get(sku, 0)
    if wanted > left:
        raise OutOfStockError(sku, wanted, left)
    stock[sku] = left - wanted
    return stock[sku]


def pickled(error: Exception) -> str:
    """Send an error through pickle, as process pools and job queues do; return ``str`` of what arrives.

    When it cannot be read back, return ``"TypeError: MESSAGE"``.
    """
    sent = pickle.dumps(error)
    try:
        return str(pickle.loads(sent))  # noqa: S301 - our own bytes, from the line above
    except TypeError as failure:
        return f"TypeError: {failure}"


def price_broken(raw: str) -> Decimal:
    """Return the price, or 0 for any error at all: a wrong price is free, and a bug in here is, too."""
    try:
        return Decimal(raw)
    except Exception:
        return Decimal(0)


def price(raw: str) -> Decimal:
    """Return the price that the text says, a finite number.

    >>> price("4.50")
    Decimal('4.50')

    Raises InvalidPriceError ``not a price: 'O.99'``; where ``Decimal`` refuses the text, from its InvalidOperation.
    """
    try:
        value = Decimal(raw)
    except InvalidOperation as error:
        raise InvalidPriceError(f"not a price: {raw!r}") from error
    if not value.is_finite():  # "NaN" and "Infinity" are numbers to Decimal
        raise InvalidPriceError(f"not a price: {raw!r}")
    return value


def prices(rows: Iterable[str]) -> list[Decimal]:
    """Return the price of each row.

    Raises InvalidPriceError for the first that is none, with the note ``in row N``, where the first row is 1.
    """
    result = []
    for number, row in enumerate(rows, start=1):
        try:
            result.append(price(row))
        except InvalidPriceError as error:
            # A note adds what only this level knows, and keeps type, message and traceback.
            error.add_note(f"in row {number}")
            raise
    return result


def setting(settings: Mapping[str, str], name: str) -> str:
    """Return a setting.

    Raises LookupError with the message ``NAME is not set`` in place of the KeyError, which is hidden (``from None``):
    that a mapping was asked is nothing that whoever sets up the service has to know.
    """
    try:
        return settings[name]
    except KeyError:
        raise LookupError(f"{name} is not set") from None


def causes(error: BaseException) -> list[str]:
    """Return the names of the error's class and of those behind it, the newest first, as a traceback shows them.

    What stands behind an error is its cause (``from``), or else the error that was being handled when it was raised,
    unless that was hidden.

    >>> try:
    ...     price("x")
    ... except InvalidPriceError as error:
    ...     causes(error)
    ['InvalidPriceError', 'InvalidOperation']
    """
    names = []
    step: BaseException | None = error
    while step is not None:
        names.append(type(step).__name__)
        step = step.__cause__ or (None if step.__suppress_context__ else step.__context__)
    return names


def cleanup_error() -> BaseException:
    """Return the error of a request that failed, whose cleanup then failed as well.

    It is the ConnectionError of the cleanup; the InvalidPriceError, which is what went wrong, is its ``__context__``.
    """
    try:
        try:
            price("x")
        finally:
            raise ConnectionError("cannot roll back")
    except ConnectionError as error:
        return error


def stock_lbyl(stock: Mapping[str, int], sku: str) -> int:
    """Return the pieces of an article, or 0; look before you leap: ask, then take, in two lookups."""
    if sku in stock:
        # Here another thread or process may take it away: with files and databases this gap is a bug.
        return stock[sku]
    return 0


def stock_eafp(stock: Mapping[str, int], sku: str) -> int:
    """Return the pieces of an article, or 0; easier to ask forgiveness than permission: take, in one step."""
    try:
        return stock[sku]
    except KeyError:
        return 0


def main() -> None:
    """Print each idea, and each mistake with its message."""
    print("-- the four blocks")
    print(f"int('7'): {steps('7')}")
    print(f"int('x'): {steps('x')}")
    print("-- an error with data")
    try:
        take({"tea": 2}, "tea", 5)
    except ShopError as error:
        print(f"{error!r} says: {error}")
    print(f"through pickle: {pickled(OutOfStockError('tea', 5, 2))}")
    print(f"with the message for its argument: {pickled(MessageOnlyError('tea', 5, 2))}")
    print("-- swallowed or translated")
    print(f"except Exception: the price of 'O.99' is {price_broken('O.99')}")
    try:
        prices(["4.50", "O.99"])
    except InvalidPriceError as error:
        print(f"{error}, {error.__notes__}, from {causes(error)[1:]}")
    try:
        setting({}, "DATABASE_URL")
    except LookupError as error:
        print(f"{error}, from {causes(error)[1:]}: hidden")
    print(f"an error while cleaning up: {causes(cleanup_error())}")
    print("-- ask first, or forgiveness")
    print(f"LBYL {stock_lbyl({'tea': 2}, 'tea')}, EAFP {stock_eafp({'tea': 2}, 'tea')}; there is no gap in the second")


if __name__ == "__main__":
    main()
