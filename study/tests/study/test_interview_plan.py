from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_questions import lists_of_questions, make_question, make_topics

from study.interview_plan import Part, Plan, line_count, make_plan, minutes_of, reading_minutes
from study.questions import Kind, Level, Question
from study.topics import Topic

some_examples = settings(max_examples=50, deadline=None)
LEVELS = st.sampled_from(Level)
MINUTES = st.integers(0, 240)
SEEDS = st.integers(0, 10**9)


@pytest.fixture(scope="module")
def topics(tmp_path_factory: pytest.TempPathFactory) -> list[Topic]:
    return make_topics(tmp_path_factory.mktemp("repository"))


def one_of_each(topic: Topic, level: Level, name: str = "") -> list[Question]:
    return [make_question(topic, f"{kind}-{level}{name}", kind=kind, level=level) for kind in Kind]


def parts(plan: Plan) -> list[Part]:
    return [slot.part for slot in plan.slots]


@some_examples
@given(data=st.data(), minutes=MINUTES, level=LEVELS, seed=SEEDS)
def test_a_plan_never_takes_longer_than_the_minutes_and_asks_nothing_twice(
    topics: list[Topic], data: st.DataObject, minutes: int, level: Level, seed: int
) -> None:
    questions = data.draw(lists_of_questions(topics))

    plan = make_plan(topics, questions, minutes, level, seed)

    asked = [slot.question.id for slot in plan.slots if slot.question]
    files = [slot.file for slot in plan.slots if slot.file]
    assert sum(slot.minutes for slot in plan.slots) == plan.planned <= minutes
    assert all(slot.minutes > 0 for slot in plan.slots)
    assert len(set(asked)) == len(asked)
    assert len(set(files)) == len(files)


@some_examples
@given(data=st.data(), minutes=MINUTES, level=LEVELS, seed=SEEDS)
def test_the_same_seed_makes_the_same_plan(
    topics: list[Topic], data: st.DataObject, minutes: int, level: Level, seed: int
) -> None:
    questions = data.draw(lists_of_questions(topics))
    shuffled = data.draw(st.permutations(questions))

    assert make_plan(topics, shuffled, minutes, level, seed) == make_plan(topics, questions, minutes, level, seed)


@some_examples
@given(data=st.data(), minutes=MINUTES, level=LEVELS, seed=SEEDS)
def test_a_part_is_in_the_plan_or_in_its_notes(
    topics: list[Topic], data: st.DataObject, minutes: int, level: Level, seed: int
) -> None:
    questions = data.draw(lists_of_questions(topics))

    plan = make_plan(topics, questions, minutes, level, seed)

    left_out = {part for part in Part if any(note.startswith(f"{part}: left out, ") for note in plan.notes)}
    assert left_out == set(Part) - set(parts(plan))
    assert any(note.startswith("Left over: ") for note in plan.notes) is (plan.planned < minutes)


@pytest.mark.parametrize("level", Level)
def test_an_hour_has_all_parts_in_their_order_and_is_full(topics: list[Topic], level: Level) -> None:
    questions = [question for number in range(9) for question in one_of_each(topics[0], level, f"-{number}")]

    plan = make_plan(topics, questions, 60, level, 1)

    assert list(dict.fromkeys(parts(plan))) == list(Part)
    assert parts(plan) == sorted(parts(plan), key=list(Part).index)
    assert plan.planned == 60
    assert Counter(parts(plan))[Part.CODING] == 1


def test_a_question_to_say_aloud_is_what_five_minutes_are_for(topics: list[Topic]) -> None:
    plan = make_plan(topics, one_of_each(topics[0], Level.MID), 5, Level.MID, 1)

    assert Part.ALOUD in parts(plan)
    assert "Live coding: left out, it takes 10 minutes." in plan.notes
    assert "Design: left out, it takes 10 minutes." in plan.notes


@pytest.mark.parametrize(
    ("wanted", "there", "taken"),
    [
        (Level.SENIOR, [Level.JUNIOR, Level.MID, Level.SENIOR], Level.SENIOR),
        (Level.SENIOR, [Level.JUNIOR, Level.MID], Level.MID),
        (Level.SENIOR, [Level.JUNIOR], Level.JUNIOR),
        (Level.JUNIOR, [Level.SENIOR, Level.MID], Level.MID),
        (Level.MID, [Level.SENIOR], Level.SENIOR),
    ],
)
def test_the_nearest_level_is_taken_and_said(
    topics: list[Topic], wanted: Level, there: list[Level], taken: Level
) -> None:
    questions = [make_question(topics[0], f"design-{level}", kind=Kind.DESIGN, level=level) for level in there]

    plan = make_plan(topics, questions, 60, wanted, 1)

    asked = [slot.question.level for slot in plan.slots if slot.question]
    note = f"Design: {taken}, as no more {wanted} question of this kind is left."
    assert asked == [taken]
    assert (note in plan.notes) is (taken is not wanted)


def test_the_warm_up_is_one_level_easier(topics: list[Topic]) -> None:
    questions = [make_question(topics[0], f"concept-{level}", level=level) for level in Level]

    plan = make_plan(topics, questions, 60, Level.SENIOR, 1)

    (warm_up,) = [slot.question for slot in plan.slots if slot.part is Part.WARM_UP]
    assert warm_up is not None
    assert warm_up.level is Level.MID


def test_questions_come_from_all_topics(topics: list[Topic]) -> None:
    questions = [make_question(topic, f"{topic.name}-{n}", kind=Kind.TRACE) for topic in topics for n in range(9)]

    plan = make_plan(topics, questions, 30, Level.MID, 1)

    asked = Counter(slot.question.topic.name for slot in plan.slots if slot.question)
    assert max(asked.values()) - min(asked.values()) <= 1
    assert set(asked) == {topic.name for topic in topics}


def test_without_code_questions_any_exercise_is_written(topics: list[Topic]) -> None:
    plan = make_plan(topics, [make_question(topics[0], "x")], 60, Level.MID, 1)

    (coding,) = [slot for slot in plan.slots if slot.part is Part.CODING]
    assert coding.exercise in [exercise for topic in topics for exercise in topic.exercises]
    assert any(note.startswith("Live coding: no question of this kind") for note in plan.notes)


def test_without_review_questions_a_file_is_reviewed_that_is_not_the_one_just_written(topics: list[Topic]) -> None:
    code = make_question(topics[0], "code", kind=Kind.CODE, phase=1)
    concept = make_question(topics[0], "concept", phase=2)

    plan = make_plan(topics, [code, concept], 60, Level.MID, 1)

    (review,) = [slot for slot in plan.slots if slot.part is Part.REVIEW]
    assert review.file == concept.code[0].file
    assert review.minutes == 2 * reading_minutes(concept.code[0].file)


def test_files_to_read_are_those_that_the_questions_are_about(topics: list[Topic]) -> None:
    kinds = {1: Kind.CODE, 2: Kind.REVIEW} | dict.fromkeys(range(3, 10), Kind.DESIGN)
    questions = [make_question(topics[0], f"q{phase}", kind=kind, phase=phase) for phase, kind in kinds.items()]

    plan = make_plan(topics, questions, 10 + 6 + 10 + 3, Level.MID, 1)

    about = [slot.question.code[0].file for slot in plan.slots if slot.question]
    assert len(about) == 3
    assert {slot.file for slot in plan.slots if slot.part is Part.READING} == set(about)


@pytest.mark.parametrize(("lines", "minutes"), [(0, 1), (1, 1), (25, 1), (26, 2), (250, 10)])
def test_reading_takes_a_minute_for_25_lines(tmp_path: Path, lines: int, minutes: int) -> None:
    file = tmp_path / "a.py"
    file.write_text("x = 1\n" * lines)

    assert (line_count(file), reading_minutes(file)) == (lines, minutes)


def test_parts_have_their_minutes() -> None:
    assert {part: minutes_of(part, 60) for part in Part if part is not Part.READING} == {
        Part.WARM_UP: 2,
        Part.ALOUD: 3,
        Part.CODING: 20,
        Part.REVIEW: 6,
        Part.DESIGN: 10,
    }
