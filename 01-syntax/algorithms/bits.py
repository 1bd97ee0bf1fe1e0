"""Bits: masks, the tricks with ``n - 1`` and ``-n``, Gray code, and subsets as numbers.

A whole number is a row of bits, and ``& | ^ ~ << >>`` work on all of them at once: flags in one column, permissions as
a mask, a subset of twenty items as an index. Two tricks carry most of it. Subtracting 1 turns the lowest 1 into 0 and
the zeros below it into ones, so ``n & (n - 1)`` has that bit removed; and ``-n`` is ``~n + 1``, so ``n & -n`` keeps
only it.

Python's ints have no width. A negative number behaves as if ones went on to the left for ever, so ``~0`` is -1, a loop
"while n: n >>= 1" never ends for -1, and what Java or C would cut off stays: cut it off with a mask, and give the sign
back with ``to_signed``.

Cost: O(1) for numbers of machine size, O(bits) for longer ones, as every operation makes a new int; popcount one step a
set bit; subsets O(n 2^n), submasks of all masks of n bits 3^n together.
Use it for: flags, dynamic programming over subsets, hashes and protocols that wrap around at 32 bits.
Not for: flags with names (``enum.Flag``), counting ones (``int.bit_count``), bytes and fields of a format (``struct``).
Asked: the number that occurs once; all subsets; is it a power of two; count the ones; what is -1 >> 1?
Source: Warren, Hacker's Delight, chapter 2; Knuth, The Art of Computer Programming 4A, sections 7.1.3 and 7.2.1.1
"""

from collections.abc import Iterable, Iterator, Sequence


def get_bit(number: int, place: int) -> bool:
    """Return whether the bit at a place, from 0 for the lowest, is 1; beyond a negative number's bits all are.

    >>> get_bit(0b100, 2), get_bit(0b100, 1), get_bit(-1, 1000)
    (True, False, True)

    Raises ValueError ``negative shift count`` for a negative place, as ``>>`` does; so do the next three.
    """
    return number >> place & 1 == 1  # in Python, not in C, & binds more tightly than ==


def set_bit(number: int, place: int) -> int:
    """Return the number with a 1 at the place: ``set_bit(0b1000, 0)`` is 0b1001."""
    return number | 1 << place


def clear_bit(number: int, place: int) -> int:
    """Return the number with a 0 at the place: ``clear_bit(0b1001, 0)`` is 0b1000, ``clear_bit(-1, 0)`` is -2."""
    return number & ~(1 << place)


def flip_bit(number: int, place: int) -> int:
    """Return the number with the other bit at the place: ``flip_bit(0b1001, 1)`` is 0b1011."""
    return number ^ 1 << place


def popcount(number: int) -> int:
    """Return how many bits are 1, in as many steps (Kernighan); ``int.bit_count`` is the form for work.

    >>> popcount(0b1011), popcount(1 << 1000), (-7).bit_count()
    (3, 1, 3)

    Raises ValueError ``a negative number has no end of ones, got -7``: ``bit_count`` ignores the sign instead.
    """
    if number < 0:
        raise ValueError(f"a negative number has no end of ones, got {number}")
    ones = 0
    while number:
        number &= number - 1
        ones += 1
    return ones


def lowest_set_bit(number: int) -> int:
    """Return the number with nothing left but its lowest 1, and 0 for 0: the step of a Fenwick tree.

    >>> lowest_set_bit(0b10100), lowest_set_bit(-12), lowest_set_bit(0)
    (4, 4, 0)
    """
    return number & -number


def is_power_of_two(number: int) -> bool:
    """Return whether exactly one bit is 1. Neither 0 nor a negative number is a power of two."""
    return number > 0 and number & (number - 1) == 0


def to_unsigned(number: int, width: int) -> int:
    """Return the lowest ``width`` bits, as a number from 0 up: what C stores when the rest does not fit.

    >>> to_unsigned(-1, 8), to_unsigned(256, 8), hex(to_unsigned(31 * 0x7FFF_FFFF, 32))
    (255, 0, '0x7fffffe1')

    Raises ValueError ``width must be at least 1, got 0``.
    """
    if width < 1:
        raise ValueError(f"width must be at least 1, got {width}")
    return number & (1 << width) - 1


def to_signed(number: int, width: int) -> int:
    """Return the lowest ``width`` bits, the highest of them as the sign (two's complement): an int of C or Java.

    >>> to_signed(255, 8), to_signed(127, 8), to_signed(2**31, 32)
    (-1, 127, -2147483648)

    Raises ValueError as ``to_unsigned``.
    """
    sign = 1 << width - 1 if width >= 1 else 0
    return (to_unsigned(number, width) ^ sign) - sign


def gray_code(place: int) -> int:
    """Return the number at a place of the Gray code, in which neighbours differ in one bit.

    >>> [f"{gray_code(place):03b}" for place in range(8)]
    ['000', '001', '011', '010', '110', '111', '101', '100']

    Raises ValueError ``place must not be negative, got -1``.
    """
    if place < 0:
        raise ValueError(f"place must not be negative, got {place}")
    return place ^ place >> 1


def gray_place(code: int) -> int:
    """Return at which place of the Gray code a number stands: the inverse of ``gray_code``, in O(log bits) steps.

    Each bit is the parity of the code's bits from there up. Raises ValueError ``code must not be negative, got -1``.
    """
    if code < 0:
        raise ValueError(f"code must not be negative, got {code}")
    shift = 1
    while shift < code.bit_length():
        code ^= code >> shift  # now each bit is the parity of the next 2 * shift bits
        shift *= 2
    return code


def subsets[T](items: Sequence[T]) -> Iterator[tuple[T, ...]]:
    """Yield all 2^n subsets by place, each in the items' order, as the numbers from 0 count them.

    >>> list(subsets("abc"))
    [(), ('a',), ('b',), ('a', 'b'), ('c',), ('a', 'c'), ('b', 'c'), ('a', 'b', 'c')]
    """
    for mask in range(1 << len(items)):
        yield tuple(item for place, item in enumerate(items) if mask >> place & 1)


def submasks(mask: int) -> Iterator[int]:
    """Yield all numbers whose ones are ones of the mask, descending, from the mask itself to 0.

    >>> [f"{each:03b}" for each in submasks(0b101)]
    ['101', '100', '001', '000']

    Counting down within the mask: minus 1 borrows through the zeros too, and ``&`` drops those. Raises ValueError
    ``mask must not be negative, got -1`` on the first ``next``.
    """
    if mask < 0:
        raise ValueError(f"mask must not be negative, got {mask}")
    each = mask
    while each:
        yield each
        each = (each - 1) & mask
    yield 0


def single_number(numbers: Iterable[int]) -> int:
    """Return the number that occurs an odd number of times, if all others occur an even number of times.

    >>> single_number([4, -1, 2, -1, 4])
    2

    Equal numbers cancel in ``^`` in any order. One pass, O(1) memory; 0 when there is none, which looks the same as a
    single 0, and with several such numbers the answer is their ``^`` and means nothing.
    """
    result = 0
    for number in numbers:
        result ^= number
    return result


def main() -> None:
    """Keep permissions in a number, hash as Java does, walk a Gray code, and choose a team."""
    names = ["read", "write", "delete", "admin"]
    mask = set_bit(set_bit(0, 0), 3)
    print(f"mask {mask:04b}: {[name for place, name in enumerate(names) if get_bit(mask, place)]}")
    print(f"without admin {clear_bit(mask, 3):04b}, write flipped {flip_bit(mask, 1):04b}, ones {popcount(mask)}")
    print("what it may be narrowed to:", *(f"{each:04b}" for each in submasks(mask)))

    hashed = 0
    for character in "backend engineer":
        hashed = 31 * hashed + ord(character)
    print("hash in Python:", hashed)
    print("hash in Java:  ", to_signed(hashed, 32))

    print("Gray code:", *(f"{gray_code(place):03b}" for place in range(8)), "and 101 is at place", gray_place(0b101))
    print("teams of two:", *("+".join(team) for team in subsets(["ada", "bob", "eve"]) if len(team) == 2))
    print("-1 >> 1 is", -1 >> 1, "and ~5 is", ~5, "and -12 & 12 is", lowest_set_bit(12))
    print("once among pairs:", single_number([7, 3, 5, 3, 7]))


if __name__ == "__main__":
    main()
