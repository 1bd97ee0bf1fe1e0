from importlib import import_module
from pathlib import Path

import pytest

from comparison.answers import LAYERS
from comparison.questions import FORTY, Question, chapter, read


def test_there_are_forty_numbered_in_order() -> None:
    assert [question.number for question in FORTY] == list(range(1, 41))
    assert len({question.name for question in FORTY}) == 40


@pytest.mark.parametrize("question", FORTY, ids=lambda question: question.name)
def test_each_layer_has_a_function_that_says_what_it_answers(question: Question) -> None:
    for package in LAYERS.values():
        function = getattr(import_module(f"{package}.{question.chapter}"), question.name)
        assert function.__doc__, package


def test_chapter_gives_its_questions_in_order() -> None:
    assert [question.name for question in chapter("recursion")] == [
        "reachable_in_two_hops",
        "days_without_flights",
        "shortest_trips",
    ]


def test_unknown_chapter_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown chapter 'poems': expected one of counting, joining, "):
        chapter("poems")


def test_read_numbers_the_questions_and_joins_the_lines_of_a_text(tmp_path: Path) -> None:
    file = tmp_path / "questions.toml"
    entry = '[[question]]\nchapter = "a"\nname = "{}"\ntext = """\nHow many?\nBy  month."""\ncolumns = ["b", "c"]\n'
    file.write_text(entry.format("one") + entry.format("two"), encoding="utf-8")
    assert read(file) == (
        Question(1, "a", "one", "How many? By month.", ("b", "c")),
        Question(2, "a", "two", "How many? By month.", ("b", "c")),
    )
