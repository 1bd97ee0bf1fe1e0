from pathlib import Path

import pytest
from made_questions import make_question, make_topics

from study.projects import UsageError
from study.questions import Question
from study.quiz_pools import default_count, find_pool, sizes
from study.topics import Topic


@pytest.fixture
def topics(tmp_path: Path) -> list[Topic]:
    return make_topics(tmp_path, ["01-basics", "04-database", "capstone/step_2_database"])


@pytest.fixture
def questions(topics: list[Topic]) -> list[Question]:
    return [make_question(topic, f"{topic.name}-{phase}", phase=phase) for topic in topics for phase in (1, 4)]


@pytest.mark.parametrize(
    ("what", "name", "asked"),
    [
        ("phase-1", "phase-1", ["01-basics-1", "04-database-1", "capstone/step_2_database-1"]),
        ("Phase 4", "phase-4", ["01-basics-4", "04-database-4", "capstone/step_2_database-4"]),
        ("01-basics", "01-basics", ["01-basics-1", "01-basics-4"]),
        ("step_2", "capstone/step_2_database", ["capstone/step_2_database-1", "capstone/step_2_database-4"]),
        ("04-database/", "04-database", ["04-database-1", "04-database-4"]),
    ],
)
def test_a_pool_holds_the_questions_of_a_phase_or_of_a_topic(
    topics: list[Topic], questions: list[Question], what: str, name: str, asked: list[str]
) -> None:
    pool = find_pool(what, topics, questions)

    assert pool.name == name
    assert [question.id for question in pool.questions] == asked
    assert pool.checkpoint is name.startswith("phase")


def test_a_name_of_several_topics_means_them_all(topics: list[Topic], questions: list[Question]) -> None:
    pool = find_pool("database", topics, questions)

    assert pool.name == "database"
    assert {question.topic.name for question in pool.questions} == {"04-database", "capstone/step_2_database"}


def test_the_final_holds_all_questions(topics: list[Topic], questions: list[Question]) -> None:
    pool = find_pool("final", topics, questions)

    assert (list(pool.questions), pool.checkpoint) == (questions, True)


@pytest.mark.parametrize(
    ("what", "complaint"),
    [
        ("phase-8", "phase-8 has no questions yet; these have some: phase-1, phase-4"),
        ("phase-10", "phase-10 does not exist; these have some: phase-1, phase-4"),
        ("phse-4", "'phse-4': no such quiz; did you mean phase-4?"),
        ("finale", "'finale': no such quiz; did you mean final?"),
        ("04-databse", "no such topic; did you mean 04-database"),
        ("zzzz", "no such topic"),
    ],
)
def test_what_means_nothing_is_refused_with_the_nearest(
    topics: list[Topic], questions: list[Question], what: str, complaint: str
) -> None:
    with pytest.raises(UsageError) as raised:
        find_pool(what, topics, questions)

    assert complaint in str(raised.value)


def test_sizes_are_those_of_all_phases_of_the_final_and_of_the_topics(
    topics: list[Topic], questions: list[Question]
) -> None:
    numbers = dict(sizes(topics, questions))

    assert [numbers[f"phase-{phase}"] for phase in range(1, 10)] == [3, 0, 0, 3, 0, 0, 0, 0, 0]
    assert (numbers["final"], numbers["04-database"], len(numbers)) == (6, 2, 13)


def test_a_final_asks_25_questions_and_the_others_10() -> None:
    assert [default_count(name) for name in ("final", "phase-9", "01-basics")] == [25, 10, 10]
