"""Hashing: pay memory for the question "have I seen this, and where?".

Signal: pairs, repeats, counts, groups, "the same letters", "in any order"; or a brute force whose inner loop does
nothing but search.
Template: walk once. Ask the set or dict for the item's partner, twin or group, then put the item in. To group, find a
key that is equal for exactly those that belong together, and that never changes.

Cost: O(n) time on average and O(n) memory, for items that hash in O(1); a text of k characters costs O(k). Keys that
collide on purpose make it O(n²): texts are hashed with a random seed for this reason, ints are not.
Use it for: joins in memory, idempotency keys, removing duplicates, counting by user.
Not for: sorted input (two pointers need no memory), questions about order or the nearest value (``bisect``), data that
does not fit in memory (sort it on disk, or split it by hash).
Asked: two sum, group anagrams, the longest run. Then: what does your dict cost in the worst case?
Source: Skiena, The Algorithm Design Manual, section 3.7; Aziz, Lee, Prakash, Elements of Programming Interviews in
Python, chapter 12.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence


def anagrams(subject: str, candidates: Sequence[str]) -> list[str]:
    """Return the candidates that are made of exactly the subject's characters, in another order.

    Upper and lower case are the same (``str.casefold``), and so a word is no anagram of itself in another case. What is
    returned keeps the order, the case and the repeats of ``candidates``. Up to 10,000 candidates of up to 50
    characters, and any character counts, also a space.

    >>> anagrams("listen", ["Silent", "enlists", "LISTEN"])
    ['Silent']
    """
    # Aloud: Two words are anagrams when they hold each letter equally often; order is what I have to forget. So I
    # count the subject's letters once, and compare each candidate's counts with them. Sorted letters would do as well
    # and are less to write, k log k instead of k. First I set aside the subject itself, as case must not matter.
    # Brute force: cross off letter by letter, O(n k²) time. Better: O(n k) time, O(k) memory.
    # Follow-ups: one subject and a billion candidates (compare the lengths first); many subjects (group them once by
    # sorted letters, then each is one look-up); accents (decide on a Unicode normal form before counting).
    wanted = subject.casefold()
    letters = Counter(wanted)
    folded = ((candidate, candidate.casefold()) for candidate in candidates)
    return [candidate for candidate, word in folded if word != wanted and Counter(word) == letters]


def anagrams_brute_force(subject: str, candidates: Sequence[str]) -> list[str]:
    """The same by crossing off letters one at a time: O(n k²) time, O(k) memory."""
    found = []
    for candidate in candidates:
        left = list(subject.casefold())
        crossed_off = 0
        for letter in candidate.casefold():
            if letter in left:
                left.remove(letter)
                crossed_off += 1
        same = subject.casefold() == candidate.casefold()
        if not same and not left and crossed_off == len(candidate.casefold()):
            found.append(candidate)
    return found


def is_isogram(phrase: str) -> bool:
    """Return whether no letter occurs twice; case does not matter (``str.lower``), and what is no letter may repeat.

    A letter is what ``str.isalpha`` says. The empty phrase is an isogram. Up to a million characters.

    >>> is_isogram("six-year-old"), is_isogram("Alphabet")
    (True, False)
    """
    # Aloud: I keep the letters seen so far in a set, and stop at the first that is there already. I could compare the
    # length of the letters with that of their set, which is shorter to write, but looks at every letter first. In
    # English the walk ends after 27 letters at the latest; lower() copies the whole phrase all the same, in C.
    # Brute force: all pairs, O(n²) time. Better: O(n) time. Both need O(n) memory for that copy.
    # Follow-ups: which letter repeats first; at most k repeats (count instead); only a to z (26 bits of one int).
    seen = set()
    for char in phrase.lower():
        if char.isalpha():
            if char in seen:
                return False
            seen.add(char)
    return True


def is_isogram_brute_force(phrase: str) -> bool:
    """The same by comparing all pairs: O(n²) time, O(n) memory for the copy in small letters."""
    lower = phrase.lower()
    for place, char in enumerate(lower):
        for other in range(place):
            if char.isalpha() and char == lower[other]:
                return False
    return True


def word_counts(sentence: str) -> dict[str, int]:
    """Return how often each word occurs, in lower case (``str.casefold``), in order of first occurrence.

    A word is a run of letters and digits (``str.isalnum``); a single apostrophe between two of them belongs to it, as
    in "don't". Quotes around a word do not, and all else separates words. Up to a million words.

    >>> word_counts("Don't 'panic': DON'T!")
    {"don't": 2, 'panic': 1}
    """
    # Aloud: Most of the work is to agree on what a word is, so I ask: digits, apostrophes, quotes, underscores? Then a
    # regular expression says it, "letters or digits, then any number of: an apostrophe and more of them", and a dict
    # counts. \w would let the underscore in, so I take \w without it. A Counter keeps the order of insertion.
    # Brute force: for each distinct word count it in the list, O(n²) time. Better: O(n) time, memory for what differs.
    # Follow-ups: the ten most frequent (most_common uses a heap); a file larger than memory (line by line; only the
    # counts have to fit); across machines (count apart, add the Counters).
    return dict(Counter(re.findall(r"[^\W_]+(?:'[^\W_]+)*", sentence.casefold())))


def word_counts_brute_force(sentence: str) -> dict[str, int]:
    """The same by splitting at what is in no word, and counting each word in the list: O(n²) time, O(n) memory."""
    spaced = "".join(char if char.isalnum() or char == "'" else " " for char in sentence.casefold())
    stripped = [word.strip("'") for word in spaced.replace("''", " ").split()]
    words = [word for word in stripped if word]
    return {word: words.count(word) for word in words}


def two_sum(numbers: Sequence[int], target: int) -> tuple[int, int] | None:
    """Return the places (i, j), i < j, of two numbers that add up to ``target``, or None.

    Of several pairs it is the one with the smallest j, and then the smallest i. Up to 100,000 numbers, unsorted, with
    repeats and negatives: 10^10 pairs are too many. A number may not be used twice, but two equal ones may be.

    >>> two_sum([3, 9, 1, 7], 10), two_sum([5, 5], 10), two_sum([5], 10)
    ((1, 2), (0, 1), None)
    """
    # Aloud: Each number has one possible partner, target - number. So I walk once, and a dict tells where I saw each
    # number first. I ask for the partner before I put the number in, else 5 finds itself for a target of 10. As I keep
    # the first place of each number, the earlier of two equal partners wins.
    # Brute force: all pairs, O(n²) time, O(1) memory. Better: O(n) time on average, O(n) memory.
    # Follow-ups: sorted input (two pointers, O(1) memory); all pairs (counts per value); a stream (the same walk);
    # three numbers (fix one, and this for the rest, or sort: see two_pointers.py).
    first_seen: dict[int, int] = {}
    for place, number in enumerate(numbers):
        partner = first_seen.get(target - number)
        if partner is not None:
            return partner, place
        first_seen.setdefault(number, place)
    return None


def two_sum_brute_force(numbers: Sequence[int], target: int) -> tuple[int, int] | None:
    """The same by trying all pairs: O(n²) time, O(1) memory."""
    for later in range(len(numbers)):
        for earlier in range(later):
            if numbers[earlier] + numbers[later] == target:
                return earlier, later
    return None


def grouped_anagrams(words: Sequence[str]) -> list[list[str]]:
    """Return the words in groups, those of the same letters together; here case matters.

    Groups stand in the order of their first words, words in the order given, repeats included. Up to 10,000 words of up
    to 100 characters; the empty word is a word.

    >>> grouped_anagrams(["tea", "nat", "eat", "Tea", "ant"])
    [['tea', 'eat'], ['nat', 'ant'], ['Tea']]
    """
    # Aloud: To group in one walk I need a key that all anagrams of a word share, and nothing else: its letters in
    # sorted order. Then a dict of lists does the grouping, and as dicts keep order, so do the groups.
    # Brute force: compare each word with one of each group, O(n² k log k) time. Better: O(n k log k), O(n k) memory.
    # Follow-ups: very long words (a key of 26 counts costs O(k)); why not a list as key (it can change, so it has no
    # hash); why not the sum of the letters ("ad" and "bc" collide, and would be grouped).
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for word in words:
        groups["".join(sorted(word))].append(word)
    return list(groups.values())


def grouped_anagrams_brute_force(words: Sequence[str]) -> list[list[str]]:
    """The same by comparing each word with the first one of every group: O(n² k log k) time, O(n) memory."""
    groups: list[list[str]] = []
    for word in words:
        for group in groups:
            if sorted(group[0]) == sorted(word):
                group.append(word)
                break
        else:
            groups.append([word])
    return groups


def longest_run(numbers: Sequence[int]) -> int:
    """Return the length of the longest run n, n + 1, n + 2 ... of which all are among the numbers, in any order.

    0 for no numbers; repeats count once. Up to 100,000 numbers between -10^9 and 10^9, and O(n log n) is not good
    enough.

    >>> longest_run([100, 4, 200, 1, 3, 2, 3])
    4
    """
    # Aloud: Sorting would put runs side by side, but costs n log n. A set answers "is n + 1 here?" at once, so I can
    # walk up from a number. The trick is where to start: only where n - 1 is missing. Then each number is walked over
    # once in all, and the two nested loops are O(n) together. Without that test 1 to n would cost n² / 2 steps.
    # Brute force: walk up from every number, searching the list, O(n³) time. Better: O(n) time and memory.
    # Follow-ups: return the run itself; numbers arrive one by one (keep the run's length at both of its ends, or a
    # union-find); a set of ints chosen by an attacker (equal hashes; then sorting is safer).
    present = set(numbers)
    longest = 0
    for number in present:
        if number - 1 not in present:
            end = number + 1
            while end in present:
                end += 1
            longest = max(longest, end - number)
    return longest


def longest_run_brute_force(numbers: Sequence[int]) -> int:
    """The same by walking up from every number and searching the list each time: O(n³) time, O(1) memory."""
    longest = 0
    for number in numbers:
        length = 1
        while number + length in numbers:
            length += 1
        longest = max(longest, length)
    return longest


def main() -> None:
    """Answer four questions about a morning of log lines."""
    print("Words:", word_counts("timeout: user 7, user 9; it's a timeout"))
    print("No letter twice:", [word for word in ["login", "logout", "retry-later"] if is_isogram(word)])
    print("The same letters:", grouped_anagrams(["tea", "nat", "eat", "ant", "ate"]))
    print("Rearranged:", anagrams("listen", ["Silent", "tinsel", "enlists", "LISTEN"]))

    amounts = [1_250, 300, 99, 701, 4_000]
    print("Two payments that make 800 together stand at", two_sum(amounts, 800))
    print("No two make 12:", two_sum(amounts, 12))
    print("Longest run of days with an order:", longest_run([14, 3, 16, 2, 15, 30, 17]))


if __name__ == "__main__":
    main()
