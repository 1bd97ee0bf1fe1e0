"""Sliding window: keep what is known about a stretch while both of its ends move to the right.

Signal: "consecutive", "substring", "subarray", "the last k", "the shortest or longest stretch that ..."; a brute force
that looks at every pair of ends.
Template, fixed width: add what enters, take off what leaves. Template, growing: move the end one on; while the window
breaks the rule (or, for the shortest, while it meets it) move the start; note the best.

Cost: O(n), as each end moves n times at most: the inner while is no second factor. Memory for what the window knows.
Use it for: rate limits, moving averages, "most requests in any minute".
Not for: sums with negative numbers (a longer window is no longer a larger one: prefix_sums.py), or what cannot be taken
off again, as a maximum (a monotonic deque).
Asked: the longest stretch without a repeat, the smallest that covers. Then: why is the nested loop linear?
Source: Aziz, Lee, Prakash, Elements of Programming Interviews in Python, chapter 12.
"""

from collections import Counter
from math import prod


def slices(series: str, length: int) -> list[str]:
    """Return all stretches of ``length`` neighbouring characters, from left to right, repeats included.

    Up to 10,000 characters.

    >>> slices("9142", 2)
    ['91', '14', '42']

    Raises ValueError ``length must be at least 1, not 0``, and when it is longer than the series ``length must be at
    most 3, that of the series, not 4``; so the empty series has no valid length.
    """
    # Aloud: There are n - k + 1 places to start; that + 1 is what goes wrong most. One slice each. I ask what to do
    # when k is too large: none, as range would give by itself, or an error, as here.
    # Brute force: all pairs of ends, keeping those of the right length, O(n²) pairs. Better: O(n k), which is also the
    # size of the answer.
    # Follow-ups: a stream that does not fit in memory (deque(maxlen=k)); distinct ones with their counts (a Counter:
    # these are n-grams); find a repeated one (a set, or a rolling hash for large k).
    _check_length(series, length)
    return [series[start : start + length] for start in range(len(series) - length + 1)]


def _check_length(series: str, length: int) -> None:
    if length < 1:
        raise ValueError(f"length must be at least 1, not {length}")
    if length > len(series):
        raise ValueError(f"length must be at most {len(series)}, that of the series, not {length}")


def slices_brute_force(series: str, length: int) -> list[str]:
    """The same by going through all pairs of ends and keeping those at the right distance: O(n²) pairs."""
    _check_length(series, length)
    size = len(series)
    return [series[start:end] for start in range(size) for end in range(size + 1) if end - start == length]


def largest_product(digits: str, span: int) -> int:
    """Return the largest product of ``span`` neighbouring digits; the product of none is 1.

    Up to 100,000 digits, and the span may be half of them.

    >>> largest_product("1027839564", 3), largest_product("99099", 3), largest_product("", 0)
    (270, 0, 1)

    Raises ValueError ``span must not be negative, not -1``, ``span must be at most 3, the number of digits, not 4``, or
    for the first character that is not one of 0 to 9 ``expected digits only, not 'a'``; in this order.
    """
    # Aloud: Neighbouring windows share all but two digits, so I multiply by the one that enters and divide by the one
    # that leaves. Zero is the trap: it cannot be divided out. So zeros stay out of the product and I count how many
    # are inside; while there is one, the window's product is 0.
    # Brute force: multiply each window anew, O(n k) steps. Better: O(n) steps, O(1) numbers. Products of k digits are
    # long ints, so a step costs more the larger k is; for k up to 19 they fit a machine word.
    # Follow-ups: sums (the same without the trap); floats (division drifts: multiply suffix and prefix products of
    # blocks instead, or add logarithms).
    _check_digits(digits, span)
    values = [int(digit) for digit in digits]
    best, product, zeros = 0, 1, 0
    for end, entering in enumerate(values, start=1):
        product *= entering or 1
        zeros += entering == 0
        if end > span:
            leaving = values[end - span - 1]
            product //= leaving or 1
            zeros -= leaving == 0
        if end >= span and zeros == 0:
            best = max(best, product)
    return best if span else 1


def _check_digits(digits: str, span: int) -> None:
    if span < 0:
        raise ValueError(f"span must not be negative, not {span}")
    if span > len(digits):
        raise ValueError(f"span must be at most {len(digits)}, the number of digits, not {span}")
    for char in digits:
        if char not in "0123456789":
            raise ValueError(f"expected digits only, not {char!r}")


def largest_product_brute_force(digits: str, span: int) -> int:
    """The same by multiplying each window anew: O(n k) time, O(n) memory."""
    _check_digits(digits, span)
    values = [int(digit) for digit in digits]
    return max(prod(values[start : start + span]) for start in range(len(values) - span + 1))


def longest_unique(text: str) -> str:
    """Return the longest stretch without a repeated character, the first one of several; "" for the empty text.

    Up to a million characters.

    >>> longest_unique("abcabcbb"), longest_unique("dvdf"), longest_unique("aa")
    ('abc', 'vdf', 'a')
    """
    # Aloud: I keep a window without repeats. When the character that enters stands in it already, the window ends here,
    # so I compare its length, and the next one begins after that place: a dict of last places lets it jump there. Two
    # traps: a place left of the start must not pull it back, as for the last a of "abba", so I jump only if it lies
    # inside the window; and the last window meets no repeat, so it is compared after the loop.
    # Brute force: grow from every start until a repeat, searching the stretch each time, O(n k²), k the answer's
    # length. Better: O(n) time, memory for the different characters.
    # Follow-ups: at most two different characters (counts, and shrink while there are three); at most k repeats; only
    # the length; a stream.
    last_seen: dict[str, int] = {}
    start = best_start = best_end = 0
    for place, char in enumerate(text):
        if last_seen.get(char, -1) >= start:
            if place - start > best_end - best_start:
                best_start, best_end = start, place
            start = last_seen[char] + 1
        last_seen[char] = place
    if len(text) - start > best_end - best_start:
        best_start, best_end = start, len(text)
    return text[best_start:best_end]


def longest_unique_brute_force(text: str) -> str:
    """The same by growing a stretch from every place until a character repeats: O(n k²) time, O(k) memory."""
    best = ""
    for start in range(len(text)):
        end = start
        while end < len(text) and text[end] not in text[start:end]:
            end += 1
        if end - start > len(best):
            best = text[start:end]
    return best


def smallest_cover(text: str, needed: str) -> str:
    """Return the shortest stretch of ``text`` that holds all characters of ``needed``, as often as they occur there.

    The first one of several; "" when there is none, or nothing is needed. Up to 100,000 characters each.

    >>> smallest_cover("ADOBECODEBANC", "ABC"), smallest_cover("ab", "aa")
    ('BANC', '')
    """
    # Aloud: The end moves until the window has everything, then the start moves as long as it still has, and there I
    # note the length. To know "has everything" at once I keep for each character how many are still missing, below
    # zero for a surplus, and one number for how many are missing in all. Comparing two Counters each step would work
    # too, and cost the size of the alphabet each time.
    # Brute force: count for all pairs of ends, O(n³) time. Better: O(n + m) time, O(size of the alphabet) memory.
    # Follow-ups: in the order of needed (another problem: walk forward, then back); the stretch of a log in which all
    # services restarted (items instead of characters); many queries on one text.
    missing = Counter(needed)
    lacking = len(needed)
    best_start, best_end = 0, len(text) + 1
    start = 0
    for end, char in enumerate(text, start=1):
        lacking -= missing[char] > 0
        missing[char] -= 1
        while needed and lacking == 0:
            if end - start < best_end - best_start:
                best_start, best_end = start, end
            missing[text[start]] += 1
            lacking += missing[text[start]] > 0
            start += 1
    return text[best_start:best_end] if best_end <= len(text) else ""


def smallest_cover_brute_force(text: str, needed: str) -> str:
    """The same by counting for all pairs of ends: O(n³) time, O(n) memory."""
    ends = ((start, end) for start in range(len(text)) for end in range(start, len(text) + 1))
    covers = (text[start:end] for start, end in ends if Counter(needed) <= Counter(text[start:end]))
    return min(covers, key=len, default="")


def main() -> None:
    """Slide windows of fixed and of changing width."""
    print("Stretches of three:", slices("49142", 3))
    print("Largest product of three neighbours:", largest_product("1027839564", 3))
    print("With a zero in every window:", largest_product("99099", 3))
    for text in ("abcabcbb", "abba", "pwwkew"):
        print(f"Longest without a repeat in {text!r}: {longest_unique(text)!r}")
    services = "aabxcbaxxca"
    print(f"Shortest stretch of {services!r} with all of a, b and c: {smallest_cover(services, 'abc')!r}")


if __name__ == "__main__":
    main()
