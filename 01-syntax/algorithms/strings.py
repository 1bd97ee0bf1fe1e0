"""Searching text: Knuth-Morris-Pratt, Rabin-Karp and the Z function, and what each remembers of what it has read.

The naive search forgets everything after a mismatch and steps back in the text: O(nm) for "aaaa...". KMP knows how much
of the pattern's beginning is also the end of what matched, goes on from there, and never looks at an earlier character
again: so it searches a stream. Rabin-Karp compares a number, the hash of a window that slides along; equal hashes are
only a hint, and a search that does not compare the texts then is wrong. The Z function tells for each place how far
the text repeats its beginning. All here find overlapping places, and an empty pattern at every place, as ``str.find``
does: n + 1 of them.

Cost: n characters of text, m of pattern. Naive O(nm). KMP O(n + m) time, O(m) memory,
as an automaton more. Z O(n + m) time and memory. Rabin-Karp O(n + m) expected, O(1) memory, but O(nm) when there are
many matches to verify, as of "aaa" in "aaaaaa".
Use it for: streams that cannot be read twice (KMP, on items of any kind), periods and borders of texts (failure and Z
functions), windows compared with many of the same length, as rsync and deduplicating backups do (rolling hash).
Not for: work on plain texts: ``str.find`` and ``in`` are C and linear since 3.10; many patterns at once
(aho_corasick.py, ``re``); many searches in one fixed text (a suffix array or a search engine).
Asked: write ``find`` without ``find``; is this text a repetition of a shorter one; find the bug in a rolling hash.
Source: Knuth, Morris, Pratt, Fast Pattern Matching in Strings (1977); Karp, Rabin (1987); Gusfield, Algorithms on
Strings, Trees, and Sequences, chapters 1 and 2
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import chain

type _State[T] = dict[T, _State[T]]  # item -> state


def find_all(text: str, pattern: str) -> Iterator[int]:
    """Yield all places of the pattern, overlapping, ascending, by the built-in: the form for work.

    >>> list(find_all("banana", "ana")), "banana".count("ana"), list(find_all("ab", ""))
    ([1, 3], 1, [0, 1, 2])

    ``str.count`` and ``re.finditer`` go on behind a match, and so miss those that overlap it.
    A call of ``find`` looks at the whole pattern again, so many overlapping matches of a long one cost O(nm).
    """
    place = text.find(pattern)
    while place != -1:
        yield place
        place = text.find(pattern, place + 1)


def naive_search[T](text: Sequence[T], pattern: Sequence[T]) -> Iterator[int]:
    """Yield all places of the pattern, comparing item by item at each: up to nm comparisons, but few in plain prose."""
    for place in range(len(text) - len(pattern) + 1):
        if all(text[place + offset] == item for offset, item in enumerate(pattern)):
            yield place


def failure_function[T](pattern: Sequence[T]) -> list[int]:
    """Return for each prefix how long its longest border is: a beginning that is also an end, but not all of it.

    >>> failure_function("ababaca")
    [0, 0, 1, 2, 3, 0, 1]

    At most 2m comparisons: a border grows by one at a time, and can shrink only as often as it grew.
    """
    borders = [0] * len(pattern)
    border = 0
    for end in range(1, len(pattern)):
        while pattern[end] != pattern[border]:
            if border == 0:
                break
            border = borders[border - 1]  # the next shorter border is the longest border of this one
        else:
            border += 1
        borders[end] = border
    return borders


def kmp_search[T](text: Iterable[T], pattern: Sequence[T]) -> Iterator[int]:
    """Yield all places of the pattern, overlapping, reading each item of the text once: Knuth-Morris-Pratt.

    >>> list(kmp_search("banana", "ana")), list(kmp_search([200, 500, 500, 500], [500, 500]))
    ([1, 3], [1, 2])

    The text may be any stream; a place is yielded when its last item was read, and no item behind that. At most 2n
    comparisons (``==`` or ``!=``) with the text and 2m within the pattern.
    """
    borders = failure_function(pattern)
    length = len(pattern)
    if not length:
        yield from (place for place, _ in enumerate(chain((None,), text)))
        return
    matched = 0
    for place, item in enumerate(text, 1 - length):
        while item != pattern[matched]:
            if not matched:
                break
            matched = borders[matched - 1]
        else:
            matched += 1
            if matched == length:
                yield place
                matched = borders[-1]  # not 0: the next match may begin within this one


def kmp_search_by_automaton[T: Hashable](text: Iterable[T], pattern: Sequence[T]) -> Iterator[int]:
    """Yield what ``kmp_search`` does, for texts of few distinct items: each state knows where each item leads.

    >>> list(kmp_search_by_automaton("banana", "ana"))
    [1, 3]

    What buys the speed: a step is one look-up in a dict, and falls back nowhere. The price is memory, O(m) dicts of up
    to all distinct items, as an item is stored in a state when first met there; and items must be hashable.
    """
    start, last = _automaton(pattern)
    state = start
    if state is last:
        yield 0
    for place, item in enumerate(text, 1 - len(pattern)):
        try:
            state = state[item]
        except KeyError:
            state[item] = start
            state = start
        if state is last:
            yield place


def _automaton[T](pattern: Sequence[T]) -> tuple[_State[T], _State[T]]:
    """Return the first and the last state; each moves as its longest border does, but for the pattern's next item."""
    start: _State[T] = {}
    state = border = start
    for item in pattern:
        longer = border.get(item, start)  # asked before the state, which may be the border itself, gets its own move
        state[item] = {}
        state, border = state[item], longer
        state.update(border)
    return start, state


def smallest_unit(text: str) -> str:
    """Return the shortest text that gives this one when repeated; of a text that repeats nothing, the text itself.

    >>> smallest_unit("abcabcabc"), smallest_unit("abcab")
    ('abc', 'abcab')

    What the longest border leaves is the period. O(n) time and memory.
    """
    if not text:
        return ""
    period = len(text) - failure_function(text)[-1]
    return text[:period] if len(text) % period == 0 else text


def rabin_karp_search(text: str, pattern: str, *, base: int = 1_114_112, modulus: int = 2**61 - 1) -> Iterator[int]:
    """Yield all places of the pattern, overlapping: those where the window has the pattern's hash, and is equal to it.

    >>> list(rabin_karp_search("banana", "ana")), list(rabin_karp_search("banana", "ana", modulus=1))
    ([1, 3], [1, 3])

    The hash is the window read as a number in the base, modulo the modulus; one step removes the first digit and
    appends the next. A poor modulus only costs time. Who knows the base can write texts whose windows all collide: for
    strangers' texts, draw it at random. Raises ValueError ``modulus must be at least 1, got 0`` on the first ``next``.
    """
    if modulus < 1:
        raise ValueError(f"modulus must be at least 1, got {modulus}")
    length = len(pattern)
    wanted = current = 0
    for character in pattern:
        wanted = (wanted * base + ord(character)) % modulus
    for character in text[:length]:
        current = (current * base + ord(character)) % modulus
    leaving = pow(base, length, modulus)
    for place in range(len(text) - length + 1):
        if current == wanted and text.startswith(pattern, place):
            yield place
        if place + length < len(text):
            entering = ord(text[place + length])
            current = (current * base + entering - ord(text[place]) * leaving) % modulus


def z_function[T](text: Sequence[T]) -> list[int]:
    """Return for each place how many items from there on are those that the text begins with; for place 0, all.

    >>> z_function("aabaab"), z_function("aa"), z_function("")
    ([6, 1, 0, 3, 1, 0], [2, 1], [])

    Within the repetition that reaches furthest the answer is known from its counterpart at the beginning, as far as
    that repetition reaches, so at most 2n comparisons.
    """
    lengths = [0] * len(text)
    if lengths:
        lengths[0] = len(text)
    left = right = 0  # text[left:right] repeats the beginning, and no repetition so far reaches beyond right
    for place in range(1, len(text)):
        length = min(lengths[place - left], right - place) if place < right else 0
        while place + length < len(text) and text[length] == text[place + length]:
            length += 1
        lengths[place] = length
        if place + length > right:
            left, right = place, place + length
    return lengths


def z_search(text: str, pattern: str) -> Iterator[int]:
    """Yield all places of the pattern, overlapping: those where pattern + text repeats the whole pattern.

    >>> list(z_search("aa", "a")), list(z_search("a#b", "#"))
    ([0, 1], [1])

    Many put a "#" between the two, which is wrong for a text with a "#". None is needed: the repetition may well be
    longer than the pattern, so ask for at least its length.
    """
    for place, length in enumerate(z_function(pattern + text)[len(pattern) :]):
        if length >= len(pattern):
            yield place
    if not pattern:
        yield len(text)


def main() -> None:
    """Find three server errors in a row in a stream, count comparisons on a bad text, and show two functions."""

    def statuses() -> Iterator[int]:
        yield from [200, 503, 503, 200, 503, 503, 503, 503, 200]

    print("Three 503 in a row begin at", *kmp_search(statuses(), [503, 503, 503]))
    for text in ("ababaca", "abcabcabc"):
        print(f"{text:10} failure {failure_function(text)}, Z {z_function(text)}, unit {smallest_unit(text)}")
    print("banana contains ana at", *find_all("banana", "ana"), "and str.count says", "banana".count("ana"))

    log = "10.0.0.1 GET /health 200; " * 3 + "10.0.0.7 GET /admin 403"
    for search in (find_all, naive_search, kmp_search, kmp_search_by_automaton, rabin_karp_search, z_search):
        print(f"{search.__name__:24}", *search(log, "GET /"))


if __name__ == "__main__":
    main()
