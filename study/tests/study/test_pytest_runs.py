from pathlib import Path

import pytest

from conftest import Write
from study.copies import Copy
from study.imports import ImportGraph
from study.processes import Finished, Runner
from study.projects import Project
from study.pytest_runs import mentions, plan, run_pytest

FILES = {
    "pyproject.toml": "[tool.pytest.ini_options]",
    "shop/cart.py": """
        def total() -> int:
            return 3
        """,
    "shop/words.py": """
        def upper(text: str) -> str:
            '''Upper.

            >>> upper("a")
            'A'
            '''
            return text.upper()
        """,
    "tests/shop/test_cart.py": """
        from shop.cart import total

        def test_total():
            assert total() == 3
        """,
    "tests/shop/test_more.py": """
        from shop.cart import total

        def test_more():
            assert total() > 2
        """,
}
ENVIRONMENT = """
import os, sys

def test_it():
    assert os.environ["COLOUR"] == "red"
    assert not sys.dont_write_bytecode
"""
WITHOUT_HYPOTHESIS = """
import sys

def test_it():
    assert "hypo" + "thesis" not in sys.modules
"""
WITH_HYPOTHESIS = """
from hypothesis import given, strategies

@given(strategies.integers())
def test_it(n):
    assert n == n
"""


@pytest.fixture
def project(write: Write) -> Project:
    return Project(write(FILES))


def run(project: Project, folder: Path, name: str, *options: str, **environment: str) -> Finished:
    with Runner() as runner:
        copy = Copy(project, folder / "copy")
        return run_pytest(runner, copy, [project.root / name], *options, timeout=60, environment=environment)


def test_a_plan_begins_with_the_tests_of_the_same_name(project: Project) -> None:
    graph = ImportGraph(project)

    groups = plan(graph, project.root / "shop" / "cart.py")

    assert [[file.name for file in group] for group in groups] == [["test_cart.py"], ["test_more.py"]]


def test_doctests_of_the_module_belong_to_the_first_group(project: Project) -> None:
    words = project.root / "shop" / "words.py"

    assert plan(ImportGraph(project), words) == [[words]]


def test_the_tests_run_in_the_copy(project: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("elsewhere")
    test = project.root / "tests" / "shop" / "test_cart.py"
    test.write_text(test.read_text() + "    import shop.cart\n    print(shop.cart.__file__)\n    assert 0\n")

    finished = run(project, folder, "tests/shop/test_cart.py", "--tb=short")

    assert finished.returncode == 1
    assert str(folder / "copy" / "shop" / "cart.py") in finished.output


@pytest.mark.parametrize(("name", "count"), [("tests/shop/test_cart.py", 1), ("shop/words.py", 1)])
def test_tests_and_doctests_are_run(
    project: Project, tmp_path_factory: pytest.TempPathFactory, name: str, count: int
) -> None:
    finished = run(project, tmp_path_factory.mktemp("elsewhere"), name)

    assert finished.returncode == 0, finished.output
    assert f"{count} passed" in finished.output


def test_the_environment_reaches_the_tests_and_bytecode_may_be_written(
    project: Project, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    test = project.root / "tests" / "shop" / "test_cart.py"
    test.write_text(ENVIRONMENT)

    finished = run(project, tmp_path_factory.mktemp("elsewhere"), "tests/shop/test_cart.py", COLOUR="red")

    assert finished.returncode == 0, finished.output


def test_hypothesis_is_left_out_where_no_file_speaks_of_it(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    test = project.root / "tests" / "shop" / "test_cart.py"
    test.write_text(WITHOUT_HYPOTHESIS)

    finished = run(project, tmp_path_factory.mktemp("elsewhere"), "tests/shop/test_cart.py")

    assert finished.returncode == 0, finished.output


def test_hypothesis_is_there_where_a_file_uses_it(project: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
    test = project.root / "tests" / "shop" / "test_cart.py"
    test.write_text(WITH_HYPOTHESIS)

    finished = run(project, tmp_path_factory.mktemp("elsewhere"), "tests/shop/test_cart.py", "--hypothesis-seed=1")

    assert finished.returncode == 0, finished.output  # 4, if the plugin that knows the option were left out


@pytest.mark.parametrize(("text", "found"), [("import hypothesis\n", True), ("import sys\n", False)])
def test_a_word_is_found_in_any_of_the_files(tmp_path: Path, text: str, found: bool) -> None:
    for name, content in {"test_a.py": "import os\n", "test_b.py": text}.items():
        (tmp_path / name).write_text(content)

    assert mentions([tmp_path / "test_a.py", tmp_path / "test_b.py"], "hypothesis") is found
