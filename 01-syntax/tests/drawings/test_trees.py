import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawings import trees
from drawings.trees import KEYS, draw, insertions, main, picture, placed
from structures.balanced_tree import BalancedTree, Node

type Tree = Node[int, None]


def test_the_picture_of_no_tree_is_its_title() -> None:
    assert picture(None, "empty").plain == "empty"


def test_branches_lead_from_a_key_to_its_children() -> None:
    root = Node(20, None, Node(10, None, None, Node(15, None)), Node(30, None))

    assert picture(root, "four").plain.split("\n") == [
        "four",
        "          20",
        "  ┌───────┴───┐",
        "  10          30",
        "  └───┐",
        "      15",
    ]


def test_keys_take_the_colours_that_they_are_given() -> None:
    text = picture(Node(1, None), "one", {1: "bold red"})

    assert [(text.plain[span.start : span.end], str(span.style)) for span in text.spans] == [("1", "bold red")]


def test_the_nodes_are_placed_by_key_and_depth() -> None:
    root = Node(2, None, Node(1, None), Node(4, None, Node(3, None)))

    assert [(node.key, depth) for node, depth in placed(root)] == [(1, 1), (2, 0), (3, 2), (4, 1)]


@settings(max_examples=50)
@given(st.lists(st.integers(0, 99), max_size=20))
def test_the_last_picture_is_the_real_tree(keys: list[int]) -> None:
    tree: BalancedTree[int, None] = BalancedTree((key, None) for key in keys)
    levels = tree.root.height if tree.root else 0

    *_, last = insertions(keys)

    assert last.plain == picture(tree.root, f"{len(tree)} keys, {levels} levels").plain


def test_a_rotation_keeps_every_key_in_its_column() -> None:
    columns: list[dict[str, int]] = []
    for frame in insertions([10, 30, 20]):
        lines = frame.plain.split("\n")[1:]
        columns.append({key: line.index(key) for line in lines for key in ("10", "20", "30") if key in line})

    titles = [frame.plain.split("\n")[0] for frame in insertions([10, 30, 20])]

    assert titles[2:] == [
        "20 hangs in as a leaf",
        "The sides of 10 differ by two levels",
        "Rotated right at 30",
        "Rotated left at 10",
        "3 keys, 2 levels",
    ]
    assert columns[2:] == [{"10": 2, "20": 6, "30": 10}] * 5


def test_the_keys_of_the_drawing_show_all_four_cases() -> None:
    titles = [frame.plain.split("\n")[0] for frame in insertions(KEYS)]
    turns = " ".join(title.split()[1] if title.startswith("Rotated") else "-" for title in titles).split("-")

    assert {turn.strip() for turn in turns} == {"", "left", "right", "right left", "left right"}


def test_drawn_into_a_pipe_it_prints_the_last_picture(capsys: pytest.CaptureFixture[str]) -> None:
    draw(pause=0)

    assert capsys.readouterr().out.startswith("13 keys, 4 levels\n")


def test_main_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[bool] = []
    monkeypatch.setattr(trees, "draw", lambda: drawn.append(True))

    main()

    assert drawn == [True]
