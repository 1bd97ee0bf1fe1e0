from pathlib import Path

import pytest

from conftest import Write
from study.projects import Project, UsageError
from study.topics import Topic, choose_exercise, choose_topics, find_repository, find_topics, functions_to_write

NAMES = ["01-basics", "04-database", "capstone/step_2_database"]


@pytest.fixture
def topics(small_repository: Path, write: Write) -> list[Topic]:
    for name in NAMES[1:]:
        write(
            {
                f"{name}/pyproject.toml": '[tool.study.phases]\n9 = ["."]\n',
                f"{name}/QUESTIONS.md": "",
                f"{name}/tests/test_models.py": "",
                f"{name}/shop/models.py": "def price() -> int:\n    return 1\n",
            }
        )
    write({"tool/pyproject.toml": "", "tool/tests/test_x.py": "", "tool/tool/x.py": "def f() -> int:\n    return 1\n"})
    return find_topics(small_repository)


@pytest.fixture
def basics(small_repository: Path) -> Topic:
    (topic,) = find_topics(small_repository)
    return topic


def test_topics_are_the_projects_with_questions_in_the_order_of_their_names(topics: list[Topic]) -> None:
    assert [topic.name for topic in topics] == NAMES


def test_a_repository_without_topics_is_refused(write: Write) -> None:
    folder = write({"tool/pyproject.toml": "", "tool/tests/test_x.py": ""})

    with pytest.raises(UsageError, match=r"no topic \(a project with QUESTIONS.md\)"):
        find_topics(folder)


def test_the_repository_is_found_from_inside(small_repository: Path) -> None:
    assert find_repository(small_repository / "01-basics" / "basics") == small_repository.resolve()


def test_outside_of_the_repository_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not inside the repository"):
        find_repository(tmp_path)


def test_modules_stand_in_the_order_of_the_readme_and_the_rest_follows(basics: Topic) -> None:
    assert [module.name for module in basics.modules] == ["words.py", "arithmetic.py", "__init__.py"]


def test_a_link_to_the_readme_of_a_package_stands_for_its_links(write: Write) -> None:
    root = write(
        {
            "pyproject.toml": "",
            "QUESTIONS.md": "",
            "tests/test_x.py": "",
            "README.md": "[b](one/b.py) [two](two/README.md) [rest](one/README.md) [up](../README.md) [](no/README.md)",
            "one/README.md": "[a](a.py) [b](b.py) [top](../README.md) [itself](README.md) [other](../two/d.py)",
            "two/README.md": "[d](d.py) [c](c.py)",
            **{f"{path}.py": "" for path in ("one/a", "one/b", "two/c", "two/d", "two/e")},
        }
    )

    assert [file.stem for file in Topic(Project(root), "x").modules] == ["b", "d", "c", "a", "e"]


def test_the_title_is_the_first_heading(topics: list[Topic]) -> None:
    assert [topic.title for topic in topics] == ["Basics", "04-database", "capstone/step_2_database"]


def test_exercises_are_modules_with_something_to_write(basics: Topic) -> None:
    assert [exercise.name for exercise in basics.exercises] == [
        "01-basics/basics/words.py",
        "01-basics/basics/arithmetic.py",
    ]
    assert [function.qualname for function in basics.exercises[1].functions] == ["tax", "gross"]


def test_main_is_no_exercise(write: Write) -> None:
    folder = write({"story.py": "def main() -> None:\n    print(1)\n"})

    assert functions_to_write(folder / "story.py") == []


def test_a_module_that_is_not_python_is_named(write: Write) -> None:
    folder = write({"broken.py": "def broken(:\n"})

    with pytest.raises(UsageError, match=r"broken\.py:1: not Python"):
        functions_to_write(folder / "broken.py")


def test_the_longest_path_decides_about_the_phase(basics: Topic) -> None:
    assert [basics.phase(module) for module in basics.modules] == [2, 1, 1]


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ("", "names no phase for basics/words.py"),
        ('[tool.study.phases]\n10 = ["basics"]', "expected a phase from 1 to 9, not '10'"),
        ('[tool.study.phases]\n1 = ["basic"]', "names 'basic', which does not exist"),
        ("[tool.study", "Expected"),
    ],
)
def test_wrong_phases_are_refused(small_repository: Path, table: str, complaint: str) -> None:
    (small_repository / "01-basics" / "pyproject.toml").write_text(table)
    (topic,) = find_topics(small_repository)

    with pytest.raises(UsageError, match=complaint):
        topic.phase(topic.modules[0])


@pytest.mark.parametrize(
    ("name", "chosen"),
    [
        ("01-basics", ["01-basics"]),
        ("01-basics/", ["01-basics"]),
        ("database", ["04-database", "capstone/step_2_database"]),
        ("step_2", ["capstone/step_2_database"]),
        ("Basic", ["01-basics"]),
    ],
)
def test_topics_are_chosen_by_path_or_by_a_part_of_it(topics: list[Topic], name: str, chosen: list[str]) -> None:
    assert [topic.name for topic in choose_topics(topics, name)] == chosen


@pytest.mark.parametrize(
    ("name", "complaint"),
    [("04-databse", "did you mean 04-database"), ("", "no such topic"), ("zzzz", "`study list` shows them all")],
)
def test_an_unknown_topic_is_refused_with_the_nearest(topics: list[Topic], name: str, complaint: str) -> None:
    with pytest.raises(UsageError, match=complaint):
        choose_topics(topics, name)


@pytest.mark.parametrize("name", ["01-basics/basics/words.py", "./01-basics/basics/words.py", "words", "basics/words"])
def test_an_exercise_is_chosen_by_path_or_by_its_end(topics: list[Topic], name: str) -> None:
    assert choose_exercise(topics, name).name == "01-basics/basics/words.py"


def test_an_exercise_is_chosen_by_a_path_from_the_working_folder(
    topics: list[Topic], small_repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(small_repository / "04-database" / "shop")

    assert choose_exercise(topics, "models.py").name == "04-database/shop/models.py"


def test_a_name_of_several_exercises_is_refused_with_all_of_them(topics: list[Topic]) -> None:
    with pytest.raises(UsageError, match=r"04-database/shop/models\.py, capstone/step_2_database/shop/models\.py"):
        choose_exercise(topics, "models")


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("wrods", "did you mean 01-basics/basics/words.py"),
        ("01-basics/basics/arithmetics.py", "did you mean 01-basics/basics/arithmetic.py"),
        ("", "`study list` shows them all"),
    ],
)
def test_an_unknown_exercise_is_refused_with_the_nearest(topics: list[Topic], name: str, complaint: str) -> None:
    with pytest.raises(UsageError, match=complaint):
        choose_exercise(topics, name)
