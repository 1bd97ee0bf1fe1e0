"""Aho-Corasick: thousands of words sought in one pass over a text, as a log scanner or a word filter does.

The words become a trie, and each state of it, which is what the text has spelled last, knows its *link*: the longest
end of that which is a beginning of some word, too. When the next character leads nowhere, the link does the rest: KMP's
failure function on a tree. So no character is read twice, however many words there are. A word may end inside another
("he" in "she"), so each state also knows its *output*: the next state along its links where a word ends.

Cost: words of m characters together, a text of n, z matches: O(m) time and memory to build, O(n + z) to find all.
Use it for: lists of banned words, secrets or attack patterns in logs and streams, dictionary tagging, virus signatures.
Not for: one pattern (``in``); words that change all the time (it is built anew); whole words only (split the text and
ask a set); patterns with classes and repeats (``re``). ``re`` with "a|b|c" tries the words one by one at each place
and finds no overlaps; at work, pyahocorasick is the same in C.
Asked: scan a log for 10,000 words; why are output links needed; what does the first failing test look like?
Source: Aho, Corasick, Efficient String Matching: An Aid to Bibliographic Search (1975)
"""

from collections import deque
from collections.abc import Iterable, Iterator


class AhoCorasick:
    """A fixed set of words, to be found in any number of texts.

    >>> finder = AhoCorasick(["he", "she", "his", "hers"])
    >>> list(finder.find_all("ushers"))
    [(1, 'she'), (2, 'he'), (2, 'hers')]
    >>> "his" in finder, "hi" in finder, len(finder)
    (True, False, 4)
    """

    def __init__(self, words: Iterable[str]) -> None:
        """Build trie and links, O(all characters). A repeated word counts once; the empty word is at every place.

        Raises TypeError ``expected words, got 7`` for what is no text, and for one text in place of several
        ``expected several words, got the text 'abc'``, which would be the words "a", "b" and "c".
        """
        if isinstance(words, str):
            raise TypeError(f"expected several words, got the text {words!r}")
        self._moves: list[dict[str, int]] = [{}]  # for each state the next by character; state 0 has spelled nothing
        self._words: list[str | None] = [None]  # the word that ends in the state
        self._links = [0]
        self._outputs = [0]
        for word in words:
            if not isinstance(word, str):
                raise TypeError(f"expected words, got {word!r}")
            self._insert(word)
        self._link()

    def _insert(self, word: str) -> None:
        state = 0
        for character in word:
            if character not in self._moves[state]:
                self._moves[state][character] = len(self._moves)
                self._moves.append({})
                self._words.append(None)
                self._links.append(0)
                self._outputs.append(0)
            state = self._moves[state][character]
        self._words[state] = word

    def _link(self) -> None:
        """Go breadth first: a link leads to a shorter text, so it must be known before those of longer ones."""
        queue = deque(self._moves[0].values())
        while queue:
            state = queue.popleft()
            link = self._links[state]
            self._outputs[state] = link if self._words[link] is not None else self._outputs[link]
            for character, longer in self._moves[state].items():
                self._links[longer] = self._step(link, character)
                queue.append(longer)

    def _step(self, state: int, character: str) -> int:
        while state and character not in self._moves[state]:
            state = self._links[state]
        return self._moves[state].get(character, 0)

    def __len__(self) -> int:
        """Return how many different words are sought."""
        return sum(word is not None for word in self._words)

    def __contains__(self, word: object) -> bool:
        """Return whether a word is one of those sought, in as many steps as it has characters."""
        if not isinstance(word, str):
            return False
        state = 0
        for character in word:
            if character not in self._moves[state]:
                return False
            state = self._moves[state][character]
        return self._words[state] is not None

    def find_all(self, text: Iterable[str]) -> Iterator[tuple[int, str]]:
        """Yield (start, word) for every occurrence, overlapping ones too: by end, and the longest first.

        The text may be a stream of characters, and no character is read before all words that end earlier were
        yielded. At most two moves a character, and one step an occurrence.
        """
        state = 0
        yield from self._ending(state, 0)
        for end, character in enumerate(text, 1):
            state = self._step(state, character)
            yield from self._ending(state, end)

    def _ending(self, state: int, end: int) -> Iterator[tuple[int, str]]:
        if self._words[state] is None:
            state = self._outputs[state]
        while (word := self._words[state]) is not None:
            yield end - len(word), word
            if not state:  # the empty word, the shortest of all
                return
            state = self._outputs[state]

    def redact(self, text: str, mask: str = "*") -> str:
        """Return the text with the mask in place of each character that is part of a word: secrets out of a log line.

        >>> AhoCorasick(["token", "tokenizer", "zero"]).redact("a tokenizero")
        'a **********'
        """
        covered_from = len(text)  # go backwards, and remember how far to the left the words seen so far reach
        starts: dict[int, int] = {}
        for start, word in self.find_all(text):
            end = start + len(word)
            starts[end] = min(start, starts.get(end, end))
        characters = list(text)
        for end in range(len(text), 0, -1):
            covered_from = min(covered_from, starts.get(end, end))
            if covered_from < end:
                characters[end - 1] = mask
        return "".join(characters)


def main() -> None:
    """Find words within words, scan a log, and take the secrets out of it."""
    finder = AhoCorasick(["he", "she", "his", "hers"])
    print("ushers:", list(finder.find_all("ushers")))

    attacks = AhoCorasick(["../", "<script", "union select", "/etc/passwd"])
    log = [
        "10.0.0.1 GET /index.html",
        "10.0.0.7 GET /static/../../etc/passwd",
        "10.0.0.8 GET /search?q=1 union select name",
    ]
    for number, line in enumerate(log, 1):
        print(f"line {number}:", [f"{word} at {start}" for start, word in attacks.find_all(line)] or "clean")

    words = AhoCorasick(f"user{number}" for number in range(1000))
    line = "user7 gave user70 the rights of user700"
    print("of", len(words), "names:", [word for _, word in words.find_all(line)])
    print("redacted:", AhoCorasick(["hunter2", "2fa-seed"]).redact("password=hunter2fa-seed;"))


if __name__ == "__main__":
    main()
