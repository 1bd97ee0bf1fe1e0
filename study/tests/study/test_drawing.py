from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_questions import lists_of_questions, make_question, make_topics, three_wrong

from study.drawing import (
    LETTERS,
    MOST_CODE,
    Choice,
    Form,
    chosen,
    difference,
    draw,
    functions_asked,
    make_item,
    same_output,
)
from study.questions import Kind, Question
from study.topics import Topic

SEEDS = st.integers(0, 10**9)
COUNTS = st.integers(1, 40)
CHOICES = [Choice("one", right=False, why="no"), Choice("two", right=True), Choice("three", right=False, why="no")]
some_examples = settings(max_examples=50, deadline=None)  # each makes and parses some thirty questions
LINES = st.lists(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=5), max_size=6)


@pytest.fixture(scope="module")
def topics(tmp_path_factory: pytest.TempPathFactory) -> list[Topic]:
    return make_topics(tmp_path_factory.mktemp("repository"))


def borrows(item_question: Question) -> bool:
    return item_question.kind not in {Kind.TRACE, Kind.CODE} and not item_question.wrong


@some_examples
@given(data=st.data(), seed=SEEDS, count=COUNTS, by_phase=st.booleans())
def test_the_same_seed_draws_the_same_quiz_whatever_the_order_of_the_questions(
    topics: list[Topic], data: st.DataObject, seed: int, count: int, by_phase: bool
) -> None:
    questions = data.draw(lists_of_questions(topics))
    shuffled = data.draw(st.permutations(questions))

    drawn = draw(questions, questions, seed, count, by_phase=by_phase)

    assert draw(shuffled, shuffled, seed, count, by_phase=by_phase) == drawn


@some_examples
@given(data=st.data(), seed=SEEDS, count=COUNTS, by_phase=st.booleans())
def test_a_quiz_asks_no_question_twice_and_as_many_as_it_can(
    topics: list[Topic], data: st.DataObject, seed: int, count: int, by_phase: bool
) -> None:
    questions = data.draw(lists_of_questions(topics, min_size=1))

    drawn = draw(questions, questions, seed, count, by_phase=by_phase)

    ids = [item.question.id for item in drawn]
    own = [question for question in questions if question.kind is Kind.TRACE or question.wrong]
    assert len(set(ids)) == len(ids) <= count
    assert len(ids) >= min(count, len(own))


@some_examples
@given(data=st.data(), seed=SEEDS, count=COUNTS)
def test_code_is_asked_for_at_most_twice_and_last(
    topics: list[Topic], data: st.DataObject, seed: int, count: int
) -> None:
    questions = data.draw(lists_of_questions(topics))

    forms = [item.form for item in draw(questions, questions, seed, count)]

    codes = forms.count(Form.CODE)
    assert codes <= MOST_CODE
    assert forms[len(forms) - codes :] == [Form.CODE] * codes


@some_examples
@given(phases=st.lists(st.integers(1, 9), min_size=1, max_size=50), seed=SEEDS)
def test_a_final_asks_about_a_phase_again_only_after_each_other(
    topics: list[Topic], phases: list[int], seed: int
) -> None:
    kinds = [Kind.TRACE, Kind.CONCEPT]
    questions = [
        make_question(topics[0], f"q{number}", kind=kinds[number % 2], phase=phase, wrong=three_wrong(f"q{number}"))
        for number, phase in enumerate(phases)
    ]

    drawn = draw(questions, questions, seed, 25, by_phase=True)

    asked = Counter(item.question.phase for item in drawn)
    assert len(drawn) == min(25, len(phases))
    assert all(asked[phase] >= min(there, max(asked.values()) - 1) for phase, there in Counter(phases).items())


@some_examples
@given(data=st.data(), seed=SEEDS)
def test_a_final_covers_every_phase_whatever_its_questions_are(
    topics: list[Topic], data: st.DataObject, seed: int
) -> None:
    kinds = data.draw(st.lists(st.sampled_from(Kind), min_size=9, max_size=9))
    questions = [
        make_question(topics[0], f"q{phase}", kind=kind, phase=phase) for phase, kind in enumerate(kinds, start=1)
    ]

    drawn = draw(questions, questions, seed, 25, by_phase=True)

    assert {item.question.phase for item in drawn} == set(range(1, 10))


@some_examples
@given(data=st.data(), seed=SEEDS, count=COUNTS)
def test_wrong_answers_are_borrowed_only_when_nothing_else_is_left(
    topics: list[Topic], data: st.DataObject, seed: int, count: int
) -> None:
    questions = data.draw(lists_of_questions(topics))

    drawn = [item.question for item in draw(questions, questions, seed, count)]

    if any(borrows(question) for question in drawn):
        assert all(question in drawn for question in questions if question.kind is Kind.TRACE)
        assert all(question in drawn for question in questions if question.wrong and question.kind is not Kind.CODE)


@some_examples
@given(data=st.data(), seed=SEEDS)
def test_choices_hold_the_right_statement_once_among_three_or_four(
    topics: list[Topic], data: st.DataObject, seed: int
) -> None:
    questions = data.draw(lists_of_questions(topics))

    for item in draw(questions, questions, seed, 60):
        statements = [choice.statement for choice in item.choices]
        assert len(set(statements)) == len(statements)
        if item.form is Form.CHOICE:
            assert 3 <= len(statements) <= len(LETTERS)
            assert [choice.statement for choice in item.choices if choice.right] == [item.question.said]
            assert all(bool(choice.why) is not choice.right for choice in item.choices)
        else:
            assert statements == []


def test_the_right_statement_stands_at_each_letter_about_equally_often(topics: list[Topic]) -> None:
    question = make_question(topics[0], "x", wrong=three_wrong("x"))

    items = [make_item(question, Form.CHOICE, seed, [question]) for seed in range(400)]

    places = Counter(next(n for n, choice in enumerate(item.choices) if choice.right) for item in items if item)
    assert sorted(places) == [0, 1, 2, 3]
    assert all(70 <= number <= 130 for number in places.values())  # 100 each; three standard deviations are 26


def test_seeds_make_different_quizzes(topics: list[Topic]) -> None:
    questions = [make_question(topics[0], f"x{number}", wrong=three_wrong(str(number))) for number in range(30)]

    quizzes = {tuple(item.question.id for item in draw(questions, questions, seed, 10)) for seed in range(20)}

    assert len(quizzes) == 20


def test_a_quiz_is_spread_over_the_files(topics: list[Topic]) -> None:
    many = [make_question(topics[0], f"x{number}", phase=1, kind=Kind.TRACE) for number in range(30)]
    few = [make_question(topics[0], f"y{number}", phase=number, kind=Kind.TRACE) for number in range(2, 10)]

    drawn = draw([*many, *few], [], 1, 9)

    assert {item.question.phase for item in drawn} == set(range(1, 10))


def test_borrowed_answers_are_those_to_other_questions_of_the_topic(topics: list[Topic]) -> None:
    mine = [make_question(topics[0], name) for name in "abcdef"]
    foreign = [make_question(topics[1], name) for name in "uvw"]

    item = make_item(mine[0], Form.CHOICE, 1, [*mine, *foreign])

    assert item is not None
    assert len(item.choices) == 4
    whys = {choice.why for choice in item.choices if not choice.right}
    assert whys < {f"That answers another question: What is {name}?" for name in "bcdef"}


def test_a_choice_of_two_is_none(topics: list[Topic]) -> None:
    two = [make_question(topics[0], name) for name in "ab"]

    assert make_item(two[0], Form.CHOICE, 1, two) is None
    assert draw(two, two, 1, 10) == []


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.TRACE])
def test_only_a_trace_is_traced(topics: list[Topic], kind: Kind) -> None:
    assert make_item(make_question(topics[0], "x", kind=kind), Form.TRACE, 1, []) is None


@pytest.mark.parametrize(("name", "asked"), [("words", ["words"]), ("Cart", ["Cart.add", "Cart.total"]), ("main", [])])
def test_code_asks_for_a_function_or_for_the_methods_of_a_class(tmp_path: Path, name: str, asked: list[str]) -> None:
    (topic,) = make_topics(tmp_path, ["01-basics"])
    question = make_question(topic, "x", kind=Kind.CODE)
    link = question.code[0]
    link.file.write_text(
        "def words(): return 1\ndef words_again(): return 1\ndef main(): return 1\n"
        "class Cart:\n    def add(self): return 1\n    def total(self): return 1\n"
    )
    named = make_question(topic, "y", kind=Kind.CODE)
    object.__setattr__(named, "code", (type(link)(link.file, name),))

    assert functions_asked(named) == asked
    assert (make_item(named, Form.CODE, 1, []) is not None) is bool(asked)


@pytest.mark.parametrize(("text", "statement"), [("a", "one"), (" B) ", "two"), ("(c)", "three"), ("C.", "three")])
def test_a_letter_means_its_choice(text: str, statement: str) -> None:
    choice = chosen(text, CHOICES)

    assert choice is not None
    assert choice.statement == statement


@pytest.mark.parametrize("text", ["", "d", "ab", "one", "1", "()"])
def test_other_text_means_no_choice(text: str) -> None:
    assert chosen(text, CHOICES) is None


@given(st.text())
def test_any_text_is_a_choice_or_none_and_can_be_compared(text: str) -> None:
    assert chosen(text, CHOICES) in [*CHOICES, None]
    assert same_output(text, text)
    assert all(row.startswith("        ") for row in difference(text, text))


@given(LINES, st.lists(st.sampled_from(["", " ", "  ", "\t"]), min_size=7, max_size=7))
def test_spaces_at_the_ends_do_not_count(lines: list[str], ends: list[str]) -> None:
    typed = "\n".join(line + end for line, end in zip(lines, ends, strict=False)) + "\n" + ends[-1]

    assert same_output("".join(f"{line}\n" for line in lines), typed)


@given(LINES, LINES)
def test_other_lines_are_another_output(expected: list[str], typed: list[str]) -> None:
    assert same_output("\n".join(expected), "\n".join(typed)) is (expected == typed)


@given(LINES, LINES)
def test_a_difference_holds_both_outputs(expected: list[str], typed: list[str]) -> None:
    rows = [(row[:8].strip(), row[8:]) for row in difference("\n".join(expected), "\n".join(typed))]

    assert [line for whose, line in rows if whose != "Python"] == typed
    assert [line for whose, line in rows if whose != "you"] == expected


@pytest.mark.parametrize("typed", [" 1\n2", "1\n\n2", "1", "", "2\n1", "1 2"])
def test_spaces_before_and_lines_between_count(typed: str) -> None:
    assert not same_output("1\n2\n", typed)
