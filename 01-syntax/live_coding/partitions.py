"""Partitions: cut a text into pieces, or deal items into groups, so that each part is fit.

Signal: "all ways to split", "cut into valid pieces", "share out evenly": every item lands in exactly one part, in
order (cuts) or in any order (groups).
Template: for cuts, choose the end of the first piece, check the piece, and the rest is the same problem. For groups,
deal the items one by one, the largest first, into any group that still has room. Groups that look alike need one try.
Cost: 2^(n-1) ways to cut, k^n ways to deal; what is checked at once never grows into a subtree.
Not for: "is there a way" and "the best way" over cuts, where the rest depends on the start alone: dynamic programming
makes them O(n²). Sharing out to be nearly even: greedy, longest job first, is at most a third off.
Asked: all palindrome pieces, all addresses in a row of digits, jobs for k workers; which choices are the same choice?
Source: Knuth, The Art of Computer Programming 4A, section 7.2.1.5; Graham, Bounds on multiprocessing timing anomalies
(1969), for the third.
"""

from collections.abc import Sequence
from itertools import combinations, pairwise, product


def palindrome_partitions(text: str) -> list[list[str]]:
    """Return every way to cut the text into pieces that read the same backwards.

    Up to 16 characters, so up to 2^15 ways. The ways are ordered by the lengths of their pieces, shorter first pieces
    first. The empty text has one way, no pieces.

    >>> palindrome_partitions("aab")
    [['a', 'a', 'b'], ['aa', 'b']]
    """
    # Aloud: The first piece is a beginning that is a palindrome, and the rest is the same problem. Whether text[i:j]
    # is one is asked again and again, so I fill a table first: the ends are equal, and the inside is one.
    # Brute force: 2^(n-1) ways to cut, each checked. Better: O(n²) for the table, then only ways that fit so far.
    # Follow-ups: the fewest pieces (dynamic programming over the cuts, O(n²)); only count them.
    size = len(text)
    mirrored = [[start >= stop - 1 for stop in range(size + 1)] for start in range(size + 1)]
    for length in range(2, size + 1):
        for start in range(size - length + 1):
            stop = start + length
            mirrored[start][stop] = text[start] == text[stop - 1] and mirrored[start + 1][stop - 1]
    found: list[list[str]] = []
    pieces: list[str] = []

    def cut(start: int) -> None:
        if start == size:
            found.append(pieces.copy())
        for stop in range(start + 1, size + 1):
            if mirrored[start][stop]:
                pieces.append(text[start:stop])
                cut(stop)
                pieces.pop()

    cut(0)
    return found


def palindrome_partitions_brute_force(text: str) -> list[list[str]]:
    """Return the same from all ways to cut: O(2^n * n) time."""
    ways = [_cut(text, cuts) for count in range(max(len(text), 1)) for cuts in combinations(range(1, len(text)), count)]
    fitting = [way for way in ways if all(piece == piece[::-1] for piece in way)]
    return sorted(fitting, key=lambda way: [len(piece) for piece in way])


def _cut(text: str, cuts: Sequence[int]) -> list[str]:
    edges = [0, *cuts, len(text)]
    return [text[start:stop] for start, stop in pairwise(edges) if start < stop]


def addresses(digits: str) -> list[str]:
    """Return all IPv4 addresses whose four numbers, written without dots, give these digits, in numerical order.

    Each number is from 0 to 255 and has no leading zero. Text of any length; what is shorter than 4 or longer than 12
    has no address.

    >>> addresses("25525511135")
    ['255.255.11.135', '255.255.111.35']

    Raises ValueError ``not a row of digits: '1a'`` for anything but 0 to 9; no digits at all have no address.
    """
    # Aloud: Three dots, each after 1 to 3 digits, so at most 27 ways per address whatever the length. I keep the
    # pieces, and turn round when the digits that are left are too many or too few for the numbers that are left.
    # Brute force: all places for three dots, O(n³). Better: at most 3^4 choices of lengths, whatever n.
    # Follow-ups: IPv6; why are leading zeros refused (some programs read them as octal, which has fooled allow-lists)?
    _check_digits(digits)
    found: list[tuple[int, ...]] = []
    numbers: list[int] = []

    def cut(start: int) -> None:
        missing, left = 4 - len(numbers), len(digits) - start
        if not missing <= left <= 3 * missing:
            return
        if missing == 0:
            found.append(tuple(numbers))
        for stop in range(start + 1, min(start + 3, len(digits)) + 1):
            if _is_number(digits[start:stop]):
                numbers.append(int(digits[start:stop]))
                cut(stop)
                numbers.pop()

    cut(0)
    return [".".join(map(str, each)) for each in sorted(found)]


def addresses_brute_force(digits: str) -> list[str]:
    """Return the same, and refuse the same, from all places of three dots: O(n³) ways."""
    _check_digits(digits)
    ways = [_cut(digits, dots) for dots in combinations(range(1, len(digits)), 3)]
    fitting = sorted(tuple(map(int, way)) for way in ways if all(map(_is_number, way)))
    return [".".join(map(str, each)) for each in fitting]


def _check_digits(digits: str) -> None:
    if digits and not (digits.isascii() and digits.isdigit()):
        raise ValueError(f"not a row of digits: {digits!r}")


def _is_number(piece: str) -> bool:
    return len(piece) <= 3 and int(piece) <= 255 and (piece == "0" or piece[0] != "0")


def equal_parts(sizes: Sequence[int], count: int) -> list[list[int]] | None:
    """Return the sizes dealt into ``count`` groups of the same sum, or None when that cannot be done.

    Jobs of known length for workers that shall all end at the same time. Up to 16 positive whole sizes, up to 16
    groups. Any dealing that fits may be returned, in any order. Without sizes all groups are empty.

    >>> sorted(map(sorted, equal_parts([4, 3, 2, 3, 5, 2, 1], 4)))
    [[1, 4], [2, 3], [2, 3], [5]]
    >>> equal_parts([1, 2, 4], 2) is None
    True

    Raises ValueError ``count must be at least 1, not 0``, ``a size must be positive, not 0``.
    """
    # Aloud: The sum of a group is known: total / count; no whole number, no way. I deal the largest first, as they have
    # the fewest places. Two groups with the same sum are the same choice, so I try one of them: this alone turns
    # count! equal dealings into one.
    # Brute force: each item into each group, count^n. Better: the same bound, but most branches die at the top.
    # Follow-ups: nearly even instead of exactly (longest job first); 2 groups and small sums (subset-sum table);
    # n up to 20, reliably (a table over the 2^n sets of dealt items).
    _check_sizes(sizes, count)
    goal, rest = divmod(sum(sizes), count)
    ordered = sorted(sizes, reverse=True)
    groups: list[list[int]] = [[] for _ in range(count)]
    room = [goal] * count

    def deal(at: int) -> bool:
        if at == len(ordered):
            return True
        tried = set()
        for number in range(count):
            if room[number] >= ordered[at] and room[number] not in tried:
                tried.add(room[number])
                room[number] -= ordered[at]
                groups[number].append(ordered[at])
                if deal(at + 1):
                    return True
                groups[number].pop()
                room[number] += ordered[at]
        return False

    return groups if rest == 0 and deal(0) else None


def equal_parts_brute_force(sizes: Sequence[int], count: int) -> list[list[int]] | None:
    """Return the same, or another dealing, and refuse the same, from all dealings: O(count^n * n)."""
    _check_sizes(sizes, count)
    for dealing in product(range(count), repeat=len(sizes)):
        groups: list[list[int]] = [[] for _ in range(count)]
        for size, number in zip(sizes, dealing, strict=True):
            groups[number].append(size)
        if len(set(map(sum, groups))) == 1:
            return groups
    return None


def _check_sizes(sizes: Sequence[int], count: int) -> None:
    if count < 1:
        raise ValueError(f"count must be at least 1, not {count}")
    if sizes and min(sizes) < 1:
        raise ValueError(f"a size must be positive, not {min(sizes)}")


def main() -> None:
    """Cut a text, a row of digits, and a day's work."""
    print("Palindromes in 'noonon':")
    for pieces in palindrome_partitions("noonon"):
        print("  " + " ".join(pieces))
    print("Addresses in 1011010:", ", ".join(addresses("1011010")))
    jobs = [9, 7, 6, 5, 5, 4, 3, 3]
    for workers in (2, 3, 4):
        print(f"Jobs {jobs} for {workers} workers: {equal_parts(jobs, workers)}")


if __name__ == "__main__":
    main()
