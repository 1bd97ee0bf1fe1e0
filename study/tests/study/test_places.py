from pathlib import Path

import pytest

from conftest import Write
from study.places import anchor, answer_place, code_place, definition_line, where, without_links
from study.questions import CodeLink, read_questions
from study.topics import find_topics

SOURCE = """\
import sys

LIMIT = 3
type Price = int

class Cart:
    size = 1

    @property
    def total(self) -> int:
        return 1

if sys.platform == "win32":
    def price() -> int:
        return 1
else:
    def cost() -> int:
        return 1
"""


def test_a_path_below_the_working_folder_is_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert where(tmp_path / "shop" / "cart.py") == "shop/cart.py"
    assert where(tmp_path.parent / "cart.py") == (tmp_path.parent / "cart.py").as_posix()


@pytest.mark.parametrize(
    ("name", "line"),
    [("LIMIT", 3), ("Price", 4), ("Cart", 6), ("Cart.size", 7), ("Cart.total", 10), ("price", 14), ("cost", 17)],
)
def test_a_definition_is_found_on_its_line(write: Write, name: str, line: int) -> None:
    assert definition_line(write({"cart.py": SOURCE}) / "cart.py", name) == line


@pytest.mark.parametrize("name", ["total", "Cart.price", "size", "LIMIT.size", "price.cost"])
def test_what_is_not_defined_is_not_found(write: Write, name: str) -> None:
    file = write({"cart.py": SOURCE}) / "cart.py"

    with pytest.raises(LookupError, match=f"defines no {name}"):
        definition_line(file, name)


def test_places_lead_to_the_code_and_to_the_heading(small_repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(small_repository)
    (topic,) = find_topics(small_repository)
    question = read_questions(topic)[0]

    assert answer_place(question) == "01-basics/QUESTIONS.md#why-decimal-and-not-float"
    assert code_place(CodeLink(topic.root / "basics" / "words.py", "words")) == "01-basics/basics/words.py:4 words"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("`None` or `-1`: which one?", "none-or--1-which-one"),
        ("snake_case, again", "snake_case-again"),
        ("Größe & co.", "größe--co"),
        ("Twice", "twice-1"),
    ],
)
def test_anchors_are_those_of_github(small_repository: Path, title: str, expected: str) -> None:
    file = small_repository / "01-basics" / "QUESTIONS.md"
    text = file.read_text(encoding="utf-8")
    text = text.replace("## Why Decimal and not float?", "## Twice").replace(
        "## Write the words of a text", f"## {title}"
    )
    file.write_text(text, encoding="utf-8")
    (topic,) = find_topics(small_repository)

    assert anchor(read_questions(topic)[2]) == expected


def test_links_become_their_texts_but_not_in_code() -> None:
    text = "See [a.py](shop/a.py) `f`.\n\n```python\nx = table[0](1)\n```\n\n`y[1](2)`"

    assert without_links(text) == "See a.py `f`.\n\n```python\nx = table[0](1)\n```\n\n`y[1](2)`"
