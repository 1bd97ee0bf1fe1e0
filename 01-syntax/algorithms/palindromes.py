"""Palindromes: two pointers, growing from the middle, and Manacher's algorithm, which forgets no symmetry.

A text of n characters has 2n + 1 middles: each character, each gap between two, and both ends. From each, grow as long
as both sides agree: O(n²) for "aaaa...", and for plain prose hardly more than linear. Manacher keeps the palindrome
that reaches furthest to the right. A middle inside it has a twin on its left side, around which the text is the same
mirrored, so what is known of the twin need not be compared again, as far as the palindrome reaches.

Cost: checking O(n) time; growing O(n²) time; Manacher O(n) time, at most 2n + 1 comparisons. Growing takes O(1) memory
for the longest, Manacher O(n) for all lengths.
Use it for: symmetric stretches in sequences (of DNA, of events), and to see the idea of the Z function once more.
Not for: much of a backend's daily work; interviews ask for it, and growing from the middle is what they expect.
Asked: is it a palindrome, ignoring case and punctuation; the longest one inside; how many are there; now in O(n).
Source: Manacher, A New Linear-Time On-Line Algorithm for Finding the Smallest Initial Palindrome of a String (1975);
Gusfield, Algorithms on Strings, Trees, and Sequences, section 9.2
"""

from collections.abc import Sequence


def is_palindrome(text: str) -> bool:
    """Return whether the text reads the same backwards, with nothing but its letters and digits, in any case.

    >>> is_palindrome("A man, a plan, a canal: Panama!"), is_palindrome("No palindrome"), is_palindrome("?!")
    (True, False, True)

    Two pointers, O(1) memory. Letters and digits are what ``str.isalnum`` says, and case is what ``str.casefold`` says,
    of each character alone.
    """
    left, right = 0, len(text) - 1
    while left < right:
        if not text[left].isalnum():
            left += 1
        elif not text[right].isalnum():
            right -= 1
        elif text[left].casefold() == text[right].casefold():
            left, right = left + 1, right - 1
        else:
            return False
    return True


def lengths_by_growing[T](items: Sequence[T]) -> list[int]:
    """Return what ``palindrome_lengths`` does, growing from each of 2n + 1 middles: up to n²/2 + n comparisons."""
    lengths = []
    for middle in range(2 * len(items) + 1):
        left, right = (middle - 1) // 2, middle // 2  # the next to be compared; equal if the middle is an item
        if left == right:
            left, right = left - 1, right + 1
        while left >= 0 and right < len(items) and items[left] == items[right]:
            left, right = left - 1, right + 1
        lengths.append(right - left - 1)
    return lengths


def palindrome_lengths[T](items: Sequence[T]) -> list[int]:
    """Return for each of the 2n + 1 middles the length of the longest palindrome around it: Manacher's algorithm.

    >>> palindrome_lengths("abba")
    [0, 1, 0, 1, 4, 1, 0, 1, 0]

    Middle 2k is the gap before item k, and middle 2k + 1 is the item, so the palindrome around a middle begins at
    ``(middle - length) // 2``. Lengths are even around gaps and odd around items. At most 2n + 1 comparisons.
    """
    lengths = [0] * (2 * len(items) + 1)
    centre = reach = 0  # of the palindrome that reaches furthest, in the count of middles: reach = centre + its length
    for middle in range(len(lengths)):
        length = middle % 2
        if middle < reach:
            length = max(length, min(lengths[2 * centre - middle], reach - middle))  # the twin, but not beyond
        if middle + length >= reach:  # else a mismatch of the twin is ours, too
            left, right = (middle - length) // 2 - 1, (middle + length) // 2
            while left >= 0 and right < len(items) and items[left] == items[right]:
                left, right, length = left - 1, right + 1, length + 2
            centre, reach = middle, middle + length
        lengths[middle] = length
    return lengths


def longest_palindrome(text: str) -> str:
    """Return the longest palindrome inside the text, the first of equally long ones, in O(n).

    >>> longest_palindrome("bananas"), longest_palindrome("abcd"), longest_palindrome("")
    ('anana', 'a', '')

    Every character counts as it is. Combining accents are characters: normalise the text before.
    """
    lengths = palindrome_lengths(text)
    longest = max(lengths)
    start = (lengths.index(longest) - longest) // 2
    return text[start : start + longest]


def count_palindromes[T](items: Sequence[T]) -> int:
    """Return how many stretches, counted by place and not empty, are palindromes: 6 for "aaa", 4 for "aba".

    Each palindrome around a middle has all shorter ones of its kind inside, so a length stands for half as many,
    rounded up. O(n), though there may be n(n + 1)/2 of them.
    """
    return sum((length + 1) // 2 for length in palindrome_lengths(items))


def main() -> None:
    """Check, find and count palindromes, and show the lengths around all middles."""
    for text in ("A man, a plan, a canal: Panama!", "No palindrome"):
        print(f"{text!r}: {is_palindrome(text)}")
    text = "abacaba"
    print(text, palindrome_lengths(text))
    for text in ("bananas", "forgeeksskeegfor", "abcd", "aaaa"):
        print(f"{text}: longest {longest_palindrome(text)!r}, {count_palindromes(text)} in all")
    print("of statuses:", palindrome_lengths([200, 503, 503, 200]))
    text = "ab" * 50_000
    print("of", len(text), "characters the longest has", len(longest_palindrome(text)))


if __name__ == "__main__":
    main()
