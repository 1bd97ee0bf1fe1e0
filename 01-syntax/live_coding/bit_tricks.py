"""Bits: an int as a row of switches, and exclusive or as a sum that forgets pairs.

Signal: "without extra memory", "all but one come twice", flags and masks, powers of two, packing numbers into bytes.
Template: three tools. ``x & mask`` reads, ``x | mask`` sets, ``x ^ mask`` flips. ``x >> k`` drops the k lowest bits,
``x & (1 << k) - 1`` keeps only them. And a ^ a is 0 in any order, so pairs vanish from a chain of exclusive ors.

Cost: O(1) for each operation on numbers up to machine size; ints of Python grow, so on b bits it is O(b).
Use it for: wire formats, permissions as flags, bitmaps, hashes, sets of a few dozen members as one int.
Not for: code that a name would make clear (``enum.Flag`` prints its members), speed in pure Python: a bit trick saves
no time where every step costs a bytecode; ``int.bit_count`` and ``int.from_bytes`` are written in C.
Asked: the single number, the missing number, counting bits, a varint. What about negative numbers?
Source: Knuth, The Art of Computer Programming 4A, section 7.1.3; Warren, Hacker's Delight; the MIDI file format, for
quantities of variable length.
"""

from collections import Counter
from collections.abc import Iterable, Sequence


def encoded(numbers: Iterable[int]) -> bytes:
    """Return the numbers in bytes of seven bits each, most significant first, without a gap between them.

    The highest bit of a byte is 1 if more bytes of the same number follow, and 0 in its last one. Each number takes as
    few bytes as possible, zero takes one. Numbers of any size; none give no bytes.

    >>> encoded([0, 127, 128]).hex(" "), encoded([])
    ('00 7f 81 00', b'')

    Raises ValueError ``numbers must be 0 or more, not -1``.
    """
    # Aloud: The lowest seven bits make the last byte, without a flag. While something is left, the next seven go in
    # front of it, with the flag. They come out backwards, so I collect them and turn them round once for each number.
    # Brute force: write the bits as text, cut it in sevens. Better: shifts, O(bytes) time while a number has machine
    # size (each shift copies a long one), and no text.
    # Follow-ups: negative numbers (zigzag: 0, -1, 1, -2 become 0, 1, 2, 3); least significant first (protobuf: then
    # nothing has to be turned round); why seven bits and not a length in front (small numbers take one byte).
    data = bytearray()
    for number in numbers:
        _check_number(number)
        rest = number >> 7
        backwards = [number & 0x7F]
        while rest:
            backwards.append(rest & 0x7F | 0x80)
            rest >>= 7
        data += bytes(reversed(backwards))
    return bytes(data)


def encoded_brute_force(numbers: Iterable[int]) -> bytes:
    """The same, and the same refusals, by way of texts of bits: O(bits) time and memory."""
    data = []
    for number in numbers:
        _check_number(number)
        bits = f"{number:b}"
        padded = "0" * (-len(bits) % 7) + bits
        pieces = [padded[start : start + 7] for start in range(0, len(padded), 7)]
        data += [int("1" + piece, 2) for piece in pieces[:-1]] + [int(pieces[-1], 2)]
    return bytes(data)


def _check_number(number: int) -> None:
    if number < 0:
        raise ValueError(f"numbers must be 0 or more, not {number}")


def decoded(data: bytes) -> list[int]:
    """Return the numbers that ``encoded`` has put into the data; no data hold none.

    A number may take more bytes than it needs (leading bytes 0x80), as other programs write them.

    >>> decoded(bytes([0x00, 0x7F, 0x81, 0x00])), decoded(bytes([0x80, 0x05]))
    ([0, 127, 128], [5])

    Raises ValueError ``incomplete: the last byte is 0x80`` if the data end within a number.
    """
    # Aloud: One number grows as I read: shift it by seven, put the new seven bits below. A byte without a flag ends it:
    # into the list, and back to 0. What is easily forgotten is the end: if the last byte has its flag set, something is
    # missing, and silence would lose a number.
    # Brute force: text of bits, int(text, 2). Better: shifts, O(n) time for numbers of machine size, no other memory.
    # Follow-ups: data from an enemy (a limit for the bytes of a number, else one of a megabyte costs n² time); a stream
    # that is cut anywhere (keep the number between two calls); refuse what is longer than it need be.
    _check_complete(data)
    numbers = []
    number = 0
    for byte in data:
        number = number << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(number)
            number = 0
    return numbers


def decoded_brute_force(data: bytes) -> list[int]:
    """The same, and the same refusals, by way of texts of bits: O(bits) time and memory."""
    _check_complete(data)
    bits = [f"{byte:08b}" for byte in data]
    joined = "".join(byte[1:] if byte[0] == "1" else byte[1:] + " " for byte in bits)
    return [int(number, 2) for number in joined.split()]


def _check_complete(data: bytes) -> None:
    if data and data[-1] >= 0x80:
        raise ValueError(f"incomplete: the last byte is {data[-1]:#04x}")


def single_number(numbers: Sequence[int]) -> int:
    """Return the number that occurs once, where all others occur twice, in O(1) memory.

    Up to ten million numbers, also negative ones, in any order. That there is one such number is promised, not checked.

    >>> single_number([4, 1, 2, 1, 2]), single_number([-7])
    (4, -7)

    Raises ValueError ``expected an odd number of numbers, not 2``, which cannot keep the promise.
    """
    # Aloud: Exclusive or does not care for order, a ^ a is 0, and 0 ^ a is a. So I chain all of them: pairs vanish
    # wherever they stand, and what is left is the single one. Negative ints behave, as Python's have endless ones.
    # Brute force: count each, O(n²) time, O(1) memory; with a Counter O(n) time and memory. Better: O(n), O(1).
    # Follow-ups: two single ones (their exclusive or has a bit in which they differ: split by it); all others three
    # times (count each bit modulo 3); the promise is broken (only counting can tell).
    _check_odd(numbers)
    left = 0
    for number in numbers:
        left ^= number
    return left


def single_number_brute_force(numbers: Sequence[int]) -> int:
    """The same, and the same refusal, by counting: O(n) time and memory."""
    _check_odd(numbers)
    return next(number for number, times in Counter(numbers).items() if times == 1)


def _check_odd(numbers: Sequence[int]) -> None:
    if len(numbers) % 2 == 0:
        raise ValueError(f"expected an odd number of numbers, not {len(numbers)}")


def missing_number(numbers: Sequence[int]) -> int:
    """Return which of 0 to n is missing, of n different numbers from 0 to n in any order, in O(1) memory.

    No numbers lack 0. Up to ten million. That no number comes twice is promised, not checked.

    >>> missing_number([3, 0, 1]), missing_number([0, 1]), missing_number([])
    (2, 2, 0)

    Raises ValueError ``expected numbers from 0 to 2, not 9``, naming the first that is not.
    """
    # Aloud: With the numbers 0 to n beside them, each that is there makes a pair with itself, and exclusive or forgets
    # pairs; the missing one has no partner. The places of the list are 0 to n - 1, so I begin with n. The sum,
    # n (n + 1) / 2 minus all, does as well; in Python it cannot overflow, elsewhere it can.
    # Brute force: look for each of 0 to n, O(n²) time; a set makes it O(n) time and memory. Better: O(n), O(1).
    # Follow-ups: sorted (binary search for the first that is not its place); two missing (sum and sum of squares, or
    # split by a bit); one comes twice and one is missing (the same two ideas).
    left = len(numbers)
    for place, number in enumerate(numbers):
        _check_range(number, len(numbers))
        left ^= place ^ number
    return left


def missing_number_brute_force(numbers: Sequence[int]) -> int:
    """The same, and the same refusals, by looking for each of them: O(n²) time, O(1) memory."""
    for number in numbers:
        _check_range(number, len(numbers))
    return next(candidate for candidate in range(len(numbers) + 1) if candidate not in numbers)


def _check_range(number: int, last: int) -> None:
    if not 0 <= number <= last:
        raise ValueError(f"expected numbers from 0 to {last}, not {number}")


def bit_counts(limit: int) -> list[int]:
    """Return for each number from 0 to ``limit`` how many bits of it are 1. Up to a million.

    >>> bit_counts(5)
    [0, 1, 1, 2, 1, 2]

    Raises ValueError ``limit must be 0 or more, not -1``.
    """
    # Aloud: Without its lowest bit n is n >> 1, which I have counted already. So the count is that entry, plus the
    # lowest bit. It is dynamic programming with one look back.
    # Brute force: test every bit of every number, O(n log n). Better: O(n) time, nothing but the answer in memory.
    # Follow-ups: one number (n & n - 1 drops the lowest 1: as many rounds as ones; int.bit_count at work); the sum of
    # all counts (each bit by itself, O(log n)); order by the count (sort by a key).
    _check_limit(limit)
    counts = [0]
    for number in range(1, limit + 1):
        counts.append(counts[number >> 1] + (number & 1))
    return counts


def bit_counts_brute_force(limit: int) -> list[int]:
    """The same, and the same refusal, by testing every bit: O(n log n) time."""
    _check_limit(limit)
    return [sum(number >> place & 1 for place in range(limit.bit_length())) for number in range(limit + 1)]


def _check_limit(limit: int) -> None:
    if limit < 0:
        raise ValueError(f"limit must be 0 or more, not {limit}")


def main() -> None:
    """Pack numbers into bytes and back, and find what has no partner."""
    numbers = [5, 127, 128, 1_193_046]
    data = encoded(numbers)
    print(numbers, "in", len(data), "bytes:", data.hex(" "))
    print("and back:", decoded(data))
    try:
        decoded(data[:-1])
    except ValueError as error:
        print("One byte is lost:", error)

    print("Came in and never went out: badge", single_number([104, 7, 31, 7, 104]))
    print("Missing of the parts 0 to 5:", missing_number([5, 2, 0, 1, 4]))
    print("Ones in 0 to 8:", bit_counts(8))


if __name__ == "__main__":
    main()
