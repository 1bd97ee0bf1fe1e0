"""Draw hash tables at work: chains that grow, probes that collide, tombstones that stay in the way.

The tables are those of structures/hash_table.py and structures/open_addressing.py; between their operations the drawing
asks what is where. Watch where a new key lands, which slots a search goes past, and where all go when the table grows.

Cost: a picture takes O(buckets) lines or O(slots) columns.
Not for: large tables; a few dozen keys fill a terminal.
Asked: insert 9 into a table that holds 1 and 17, delete 1, find 17: what is in the slots?
Source: https://rich.readthedocs.io/en/stable/text.html
"""

from collections.abc import Iterable, Iterator

try:
    from rich.text import Text
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError(
        "drawings need rich, and `nox -s run -- PATH --draw` brings it: rich is not installed here", name=missing.name
    ) from missing

from drawings.screen import play
from structures.hash_table import ChainingHashTable
from structures.open_addressing import EMPTY, TOMBSTONE, OpenAddressingHashTable

CHAINED = (10, 24, 3, 17, 45, 8, 15, 22, 60)
STEPS = (1, 9, 17, 6, -9, 17, 25, -6, -1, 25, 33)
ROWS, WIDTH = 15, 26  # of a column of buckets
NEW, LOOKED_AT, GONE = "bold green", "bold yellow", "red"


def chains_picture(table: ChainingHashTable[int, None], title: str, new: int | None = None) -> Text:
    r"""Return a table as text: the title, then each bucket with its number and its chain, 15 in a column.

    ``new`` is a key to be shown in green.

    >>> print(chains_picture(ChainingHashTable({1: None, 8: None}), "two keys").plain.split("\n")[:3])
    ['two keys', ' 0', ' 1 → 8 → 1']
    """
    text = Text(title, no_wrap=True)
    chains = table.chains()
    for row in range(min(ROWS, len(chains))):
        line = Text("\n")
        for column, bucket in enumerate(range(row, len(chains), ROWS)):
            line.append(" " * (1 + column * WIDTH - len(line.plain)) + f"{bucket:>2}", "dim")
            for key in chains[bucket]:
                line.append(" → ")
                line.append(str(key), NEW if key == new else "")
        text.append_text(line)
    return text


def chaining(keys: Iterable[int]) -> Iterator[Text]:
    """Yield the pictures of inserting the keys one by one into a table with chains.

    The titles are ``an empty table``, then ``10 goes into bucket 10 % 7 = 3`` for each key, and after growing ``8 keys
    are too many for 7 buckets: now there are 29``. The key is green.
    """
    table = ChainingHashTable[int, None]()
    yield chains_picture(table, "an empty table")
    for key in keys:
        buckets = len(table.chains())
        table[key] = None
        now = len(table.chains())
        if now == buckets:
            yield chains_picture(table, f"{key} goes into bucket {key} % {now} = {key % now}", key)
        else:
            title = f"{len(table)} keys are too many for {buckets} buckets: now there are {now}"
            yield chains_picture(table, title, key)


def slots_picture(
    table: OpenAddressingHashTable[int, None], title: str, looked_at: Iterable[int] = (), new: int | None = None
) -> Text:
    """Return a table as text: the title, lines of 16 slots under their numbers, and the keys in order of insertion.

    A free slot is ``.``, a tombstone ``†``. Slots in ``looked_at`` are yellow, and the key ``new`` green.

    >>> table = OpenAddressingHashTable({1: None, 9: None})
    >>> del table[1]
    >>> print(slots_picture(table, "one key, one tombstone").plain)
    one key, one tombstone
       0   1   2   3   4   5   6   7
       .   †   .   .   .   .   9   .
    in order: 9
    """
    slots, looked_at = table.slots(), set(looked_at)
    places = sorted(place for place in slots if place >= 0)
    keys = dict(zip(places, table, strict=True))  # places of deleted entries are missing
    text = Text(title, no_wrap=True)
    for start in range(0, len(slots), 16):
        numbers = range(start, min(start + 16, len(slots)))
        text.append("\n" + "".join(f"{slot:>4}" for slot in numbers), "dim")
        text.append("\n")
        for slot in numbers:
            shown = {EMPTY: ".", TOMBSTONE: "†"}.get(slots[slot]) or str(keys[slots[slot]])
            found = slots[slot] in keys and keys[slots[slot]] == new
            style = NEW if found else LOOKED_AT if slot in looked_at else GONE if slots[slot] == TOMBSTONE else ""
            text.append(f"{shown:>4}", style)
    text.append("\nin order: " + " ".join(map(str, table)))
    return text


def open_addressing(steps: Iterable[int]) -> Iterator[Text]:
    """Yield the pictures of inserting keys and deleting those whose negative is given, each slot looked at a picture.

    The titles: ``an empty table``, ``17: slots 1, 6``, ``17 is inserted``, ``17 is there already``, ``9 is deleted and
    leaves a tombstone``; after growing ``more than half of 8 slots are taken: now there are 16, and no tombstones``.
    """
    table = OpenAddressingHashTable[int, None]()
    yield slots_picture(table, "an empty table")
    for step in steps:
        key = abs(step)
        probes, slots = table.probes(key), len(table.slots())
        for number in range(1, len(probes) + 1):
            looked_at = probes[:number]
            yield slots_picture(table, f"{key}: slots {', '.join(map(str, looked_at))}", looked_at)
        if step < 0:
            del table[key]
            yield slots_picture(table, f"{key} is deleted and leaves a tombstone", probes[-1:])
            continue
        news = "is there already" if key in table else "is inserted"
        table[key] = None
        if len(table.slots()) == slots:
            yield slots_picture(table, f"{key} {news}", new=key)
        else:
            title = f"more than half of {slots} slots are taken: now there are {len(table.slots())}, and no tombstones"
            yield slots_picture(table, title, new=key)


def draw(kind: str = "chaining", pause: float = 0.8) -> None:
    """Play a table with chains, or with ``open addressing`` one with slots; else ValueError ``no drawing of 'x'``."""
    drawings = {"chaining": chaining(CHAINED), "open addressing": open_addressing(STEPS)}
    if kind not in drawings:
        raise ValueError(f"no drawing of {kind!r}")
    play(drawings[kind], pause)


def main() -> None:
    """Play both, one after the other."""
    draw("chaining")
    draw("open addressing")


if __name__ == "__main__":
    main()
