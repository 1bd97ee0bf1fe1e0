import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.text import Text

from drawings import hash_tables
from drawings.hash_tables import STEPS, chaining, chains_picture, draw, main, open_addressing, slots_picture
from structures.hash_table import ChainingHashTable
from structures.open_addressing import OpenAddressingHashTable


def styled(text: Text) -> dict[str, set[str]]:
    spans = [(str(span.style), text.plain[span.start : span.end].strip()) for span in text.spans]
    return {style: {shown for each, shown in spans if each == style} for style, _ in spans}


def titles(frames: list[Text]) -> list[str]:
    return [frame.plain.split("\n")[0] for frame in frames]


def test_chains_stand_behind_their_buckets_in_columns() -> None:
    small = ChainingHashTable[int, None](dict.fromkeys([3, 10, 5]))
    large = ChainingHashTable[int, None](dict.fromkeys([1, 16, 17, 30, 46, 2, 3, 4]))

    assert chains_picture(small, "small", 10).plain.split("\n") == [
        "small", " 0", " 1", " 2", " 3 → 10 → 3", " 4", " 5 → 5", " 6"]  # fmt: skip
    assert styled(chains_picture(small, "small", 10))["bold green"] == {"10"}
    lines = chains_picture(large, "large").plain.split("\n")
    assert (len(lines), lines[1], lines[15]) == (16, " 0" + " " * 24 + "15", "14")
    chain = large.chains()[1]
    assert lines[2] == f" 1 → {chain[0]} → {chain[1]}".ljust(26) + "16 → 16"


@settings(max_examples=30)
@given(st.lists(st.integers(0, 99), max_size=12))
def test_each_picture_of_chaining_is_the_real_table(keys: list[int]) -> None:
    table = ChainingHashTable[int, None]()

    frames = list(chaining(keys))

    assert titles(frames)[0] == "an empty table"
    for key, frame in zip(keys, frames[1:], strict=True):
        table[key] = None
        title = frame.plain.split("\n")[0]
        assert frame.plain == chains_picture(table, title).plain
        assert str(key) in styled(frame)["bold green"]


def test_growing_is_told() -> None:
    assert titles(list(chaining(range(3, 80, 10))))[1:] == [
        *(f"{key} goes into bucket {key} % 7 = {key % 7}" for key in range(3, 70, 10)),
        "8 keys are too many for 7 buckets: now there are 29",
    ]


def test_slots_stand_in_lines_of_sixteen() -> None:
    table = OpenAddressingHashTable[int, None](dict.fromkeys([1, 9, 17, 4, 5]))
    del table[9]

    text = slots_picture(table, "five", [6, 9], new=17)

    lines = text.plain.split("\n")
    assert (len(lines), lines[0], lines[-1]) == (6, "five", "in order: 1 17 4 5")
    assert lines[1].split() == [str(slot) for slot in range(16)]
    assert lines[2].split() == [".", "1", ".", ".", "4", "5", ".", ".", ".", "†", ".", ".", ".", ".", ".", "."]
    assert lines[4].split()[1] == "17"
    assert styled(text)["bold green"] == {"17"}
    assert styled(text)["bold yellow"] == {".", "†"}


def test_each_step_of_a_search_is_a_picture() -> None:
    frames = list(open_addressing([1, 9, 17, -9, 17]))

    assert titles(frames) == [
        "an empty table",
        "1: slots 1",
        "1 is inserted",
        "9: slots 1",
        "9: slots 1, 6",
        "9 is inserted",
        "17: slots 1",
        "17: slots 1, 6",
        "17: slots 1, 6, 7",
        "17 is inserted",
        "9: slots 1",
        "9: slots 1, 6",
        "9 is deleted and leaves a tombstone",
        "17: slots 1",
        "17: slots 1, 6",
        "17: slots 1, 6, 7",
        "17 is there already",
    ]
    assert frames[-1].plain.split("\n")[1:] == [
        "   0   1   2   3   4   5   6   7",
        "   .   1   .   .   .   .   †  17",
        "in order: 1 17",
    ]


def test_the_steps_of_the_drawing_show_growth_and_a_tombstone() -> None:
    told = titles(list(open_addressing(STEPS)))

    assert "more than half of 8 slots are taken: now there are 16, and no tombstones" in told
    assert "9 is deleted and leaves a tombstone" in told


@pytest.mark.parametrize(("kind", "first"), [("chaining", "60 goes into"), ("open addressing", "33 is inserted\n")])
def test_drawn_into_a_pipe_it_prints_the_last_picture(
    kind: str, first: str, capsys: pytest.CaptureFixture[str]
) -> None:
    draw(kind, pause=0)

    assert capsys.readouterr().out.startswith(first)


def test_other_drawings_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^no drawing of 'cuckoo'$"):
        draw("cuckoo")


def test_main_draws_both(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(hash_tables, "draw", drawn.append)

    main()

    assert drawn == ["chaining", "open addressing"]
