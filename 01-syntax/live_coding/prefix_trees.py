"""Prefix trees: what begins alike is stored once, and read letter by letter.

Signal: "prefix", "starts with", "autocomplete", "shortest root", "longest match" of a route, and many words against one
text: a hash finds whole words only.
Template: nested dicts, one step a letter (or a path segment), and a mark where a word ends. Walk down as far as the
text goes; what hangs below, or what was met on the way, is the answer.
Cost: O(length of the word) a look-up, however many words there are. Memory: a dict for each letter that words do not
share, far more than the texts themselves.
Not for: whole words (dict), or prefixes of words that seldom change: a sorted list with bisect finds all words of a
prefix next to each other, in a fraction of the memory.
Asked: autocomplete, split a text into words, replace words by their roots, a router. Where do you put what is asked
for: in the leaves, or on the way?
Source: Fredkin, Trie Memory (1960); Sedgewick and Wayne, Algorithms, section 5.2.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass
class _Node:
    """What continues here, whether a word ends here, and what is asked for at this place."""

    below: dict[str, "_Node"] = field(default_factory=dict)
    ends: bool = False
    best: list[str] = field(default_factory=list)


class Autocomplete:
    """The most frequent searches that begin with what was typed so far.

    Up to 100,000 searches of up to 50 letters. It is asked at every key, so an answer must not look at all searches,
    nor at all that begin so (a single letter may begin 10,000 of them).

    >>> searches = Autocomplete({"python": 5, "pytest": 9, "pycon": 5, "rust": 7}, limit=2)
    >>> searches.suggestions("py"), searches.suggestions("x")
    (['pytest', 'pycon'], [])
    >>> searches.record("python"); searches.suggestions("py")
    ['pytest', 'python']
    """

    def __init__(self, counts: Mapping[str, int], limit: int = 3) -> None:
        """Start with searches and how often each was made; raise ValueError ``limit must be at least 1, not 0``."""
        # Aloud: A node for each prefix, and in each node the few best of its searches, ready to be returned. A new
        # search changes the nodes on its own way only: in each it may enter the best, which have a fixed length.
        # Brute force: look at all searches, sort those that fit, O(n) each key.
        # Better: O(length of the prefix + limit) an answer, O(length * limit log limit) a record; memory a node a
        # prefix, with up to limit references.
        # Follow-ups: mistyped letters; counts that fade with time; several servers (count apart, build anew each hour);
        # why is storing only the words, and searching below the prefix, too slow for "a"?
        if limit < 1:
            raise ValueError(f"limit must be at least 1, not {limit}")
        self._counts = dict(counts)
        self._limit = limit
        self._root = _Node()
        for text in sorted(counts, key=self._rank):
            for node in self._way(text):
                if len(node.best) < limit:
                    node.best.append(text)

    def suggestions(self, prefix: str) -> list[str]:
        """Return the most frequent searches that begin so, at most ``limit``, ties in alphabetical order.

        The empty prefix gives the most frequent of all. The list is the caller's own.
        """
        node: _Node | None = self._root
        for letter in prefix:
            node = node and node.below.get(letter)
        return node.best.copy() if node else []

    def record(self, text: str) -> None:
        """Count a search once more; one that was never made begins at 1."""
        self._counts[text] = self._counts.get(text, 0) + 1
        for node in self._way(text):
            # A search that grows can only enter a list of the best, and push out the last; no other one can come back.
            best = {*node.best, text}
            node.best = sorted(best, key=self._rank)[: self._limit]

    def _rank(self, text: str) -> tuple[int, str]:
        return -self._counts[text], text

    def _way(self, text: str) -> list[_Node]:
        nodes = [self._root]
        for letter in text:
            nodes.append(nodes[-1].below.setdefault(letter, _Node()))
        return nodes


class AutocompleteBruteForce:
    """The same by looking at all searches at every key: O(n log n) an answer."""

    def __init__(self, counts: Mapping[str, int], limit: int = 3) -> None:
        """Start with the counts; refuse what the better one refuses."""
        if limit < 1:
            raise ValueError(f"limit must be at least 1, not {limit}")
        self._counts, self._limit = dict(counts), limit

    def suggestions(self, prefix: str) -> list[str]:
        """Return the first of all that begin so, sorted."""
        fitting = [text for text in self._counts if text.startswith(prefix)]
        return sorted(fitting, key=lambda text: (-self._counts[text], text))[: self._limit]

    def record(self, text: str) -> None:
        """Count it."""
        self._counts[text] = self._counts.get(text, 0) + 1


def split_into_words(text: str, words: Iterable[str]) -> list[str] | None:
    """Return the text cut into words of the list, each usable again, or None when that cannot be done.

    A hashtag or a domain name without its spaces. Up to 10,000 letters and 10,000 words; any way to cut will do. The
    empty text needs no words; an empty word is of no use.

    >>> split_into_words("catsanddog", ["cat", "cats", "and", "sand", "dog"]) in (["cats", "and", "dog"],
    ...                                                                         ["cat", "sand", "dog"])
    True
    >>> split_into_words("catsandog", ["cat", "cats", "and", "sand", "dog"]) is None
    True
    """
    # Aloud: What counts is which places can be reached. From each such place I walk down the tree of words along the
    # text, and every end of a word on the way is a place that can be reached. Each remembers the cut before it.
    # Brute force: try each word at the front and recurse on the rest, O(2^n) for "aaa...ab" and words of a's.
    # Better: O(n * longest word) time, O(n + letters of the words) memory.
    # Follow-ups: all ways (may be 2^n, so backtrack over the places that reach the end); the fewest words (breadth
    # first over places); the likeliest (a weight per word, the best sum per place).
    root = _tree(words)
    came_from: dict[int, int] = {0: 0}
    for start in range(len(text)):
        if start in came_from:
            node = root
            for stop in range(start, len(text)):
                if text[stop] not in node.below:
                    break
                node = node.below[text[stop]]
                if node.ends:
                    came_from.setdefault(stop + 1, start)
    if len(text) not in came_from:
        return None
    cut, stop = [], len(text)
    while stop:
        cut.append(text[came_from[stop] : stop])
        stop = came_from[stop]
    return cut[::-1]


def split_into_words_brute_force(text: str, words: Iterable[str]) -> list[str] | None:
    """Return the same, or another way, by trying each word at the front and the rest by recursion: O(2^n)."""
    if not text:
        return []
    usable = [word for word in words if word]
    for word in usable:
        if text.startswith(word):
            rest = split_into_words_brute_force(text[len(word) :], usable)
            if rest is not None:
                return [word, *rest]
    return None


def _tree(words: Iterable[str]) -> _Node:
    root = _Node()
    for word in words:
        node = root
        for letter in word:
            node = node.below.setdefault(letter, _Node())
        node.ends = bool(word)
    return root


def replaced_by_roots(sentence: str, roots: Iterable[str]) -> str:
    """Return the sentence with each word replaced by the shortest root that it begins with, if there is one.

    Words are separated by single spaces. Up to 1,000,000 letters and 10,000 roots, whose number must not multiply the
    time. An empty root is of no use.

    >>> replaced_by_roots("the cattle was rattled by the battery", ["cat", "cattle", "bat", "rat"])
    'the cat was rat by the bat'
    """
    # Aloud: Walk down the tree of roots along each word. The first end of a root is the shortest; where no branch goes
    # on, the word stays.
    # Brute force: each word against each root, O(words * roots * length). Better: O(letters), a step a letter at most.
    # Follow-ups: the longest root (go on to the last end); a set and all beginnings of a word (simpler, O(length²) a
    # word: fine for short words, say so).
    tree = _tree(roots)
    return " ".join(_shortest_root(word, tree) for word in sentence.split(" "))


def _shortest_root(word: str, root: _Node) -> str:
    node: _Node | None = root
    for length, letter in enumerate(word, start=1):
        node = node and node.below.get(letter)
        if node and node.ends:
            return word[:length]
    return word


def replaced_by_roots_brute_force(sentence: str, roots: Iterable[str]) -> str:
    """Return the same by comparing each word with each root: O(words * roots * length)."""
    by_length = sorted((root for root in roots if root), key=len)
    return " ".join(next((root for root in by_length if word.startswith(root)), word) for word in sentence.split(" "))


def main() -> None:
    """Suggest searches, cut a text, and shorten words."""
    searches = Autocomplete({"python": 5, "pytest": 9, "pycon": 5, "rust": 7}, limit=2)
    for typed in ("", "p", "pyt", "px"):
        print(f"{typed!r:6} -> {searches.suggestions(typed)}")
    for _ in range(5):
        searches.record("pyenv")
    print(f"'p'    -> {searches.suggestions('p')} after five searches for pyenv, which ties and sorts behind")
    searches.record("pyenv")
    print(f"'p'    -> {searches.suggestions('p')} after one more")

    words = ["cat", "cats", "and", "sand", "dog", "a", "aa"]
    for text in ("catsanddog", "catsandog"):
        print(f"{text}: {split_into_words(text, words)}")
    print("30 times a, then b:", split_into_words("a" * 30 + "b", words))
    print(replaced_by_roots("the cattle was rattled by the battery", ["cat", "bat", "rat"]))


if __name__ == "__main__":
    main()
