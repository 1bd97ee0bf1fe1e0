import os
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Write
from study.emptying import find_functions
from study.processes import Runner
from study.projects import Project, UsageError
from study.survivors import Blank, Judge, Outcome, Verdict, blanks_in, exercises_in

SETTINGS = {"pyproject.toml": "[tool.pytest.ini_options]"}

type Judged = Callable[..., dict[str, Outcome]]


@pytest.fixture
def judged(write: Write) -> Judged:
    """Judge every function of a project made of these files; give the outcomes by name."""

    def judge(files: dict[str, str], project: str = ".", timeout: float = 60, workers: int = 1) -> dict[str, Outcome]:
        root = write(SETTINGS | files) / project
        verdicts: list[Verdict] = []
        with Runner(patience=0.2) as runner:
            judge = Judge(Project(root), runner, workers=workers, timeout=timeout)
            judge.judge(blanks_in(Project(root).modules()), verdicts.append)
        return {each.blank.function.qualname: each.outcome for each in verdicts if each.blank.function}

    return judge


def test_blanks_are_the_functions_of_the_modules(write: Write) -> None:
    root = write({"a.py": "def f(): return 1", "b.py": "x = 1"})
    (function,) = find_functions("def f(): return 1")

    assert blanks_in([root / "a.py", root / "b.py"]) == [Blank(root / "a.py", function)]


def test_module_that_is_not_python_is_named(write: Write) -> None:
    root = write({"a.py": "x = 1\nx ="})

    with pytest.raises(UsageError, match=r"a\.py:2: not Python"):
        blanks_in([root / "a.py"])


@pytest.mark.parametrize(
    ("outcome", "survived"),
    [(Outcome.CAUGHT, False), (Outcome.TIMED_OUT, False), (Outcome.GREEN, True), (Outcome.UNTESTED, True)],
)
def test_only_what_no_test_noticed_survived(outcome: Outcome, survived: bool) -> None:
    blank = Blank(Path("a.py"), find_functions("def f(): return 1")[0])

    assert Verdict(blank, outcome).survived is survived


def test_functions_are_told_apart_by_what_their_tests_do(judged: Judged) -> None:
    outcomes = judged(
        {
            "shop/cart.py": """
                def tested(): return 1
                def forgotten(): return 1
                def at_import(): return 1
                def by_doctest():
                    '''Say.

                    >>> by_doctest()
                    1
                    '''
                    return 1
                at_import()
                """,
            "shop/lonely.py": "def lonely(): return 1",
            "tests/shop/test_cart.py": """
                from shop.cart import tested
                def test_tested(): assert tested() == 1
                """,
        },
        workers=2,
    )

    assert outcomes == {
        "tested": Outcome.CAUGHT,
        "forgotten": Outcome.GREEN,
        "at_import": Outcome.CAUGHT,
        "by_doctest": Outcome.CAUGHT,
        "lonely": Outcome.UNTESTED,
    }


def test_doctests_alone_are_tests(judged: Judged) -> None:
    files = {"shop/a.py": "def f():\n    '''F.\n\n    >>> f()\n    1\n    '''\n    return 1", "tests/README": ""}

    assert judged(files) == {"f": Outcome.CAUGHT}


def test_later_groups_of_tests_are_asked_too(judged: Judged) -> None:
    files = {
        "shop/a.py": "def direct(): return 1\ndef around(): return 1\ndef never(): return 1",
        "shop/b.py": "from shop import a",
        "tests/test_a.py": "from shop import a\ndef test_nothing(): pass",
        "tests/test_x.py": "from shop.a import direct\ndef test_x(): direct()",
        "tests/test_y.py": "import shop.b as b\ndef test_y(): b.a.around()",
    }

    outcomes = judged(files)

    assert (outcomes["direct"], outcomes["around"]) == (Outcome.CAUGHT, Outcome.CAUGHT)
    assert outcomes["never"] is Outcome.GREEN


def test_processes_that_tests_start_see_the_emptied_function(judged: Judged) -> None:
    files = {
        "shop/__init__.py": "",
        "shop/__main__.py": "from shop.a import f\nf()",
        "shop/a.py": "def f(): return 1",
        "tests/test_a.py": """
            import subprocess, sys
            def test_command(tmp_path):
                subprocess.run([sys.executable, "-m", "shop"], cwd=tmp_path, check=True)
            """,
    }

    assert judged(files) == {"f": Outcome.CAUGHT}


def test_settings_above_the_project_hold(judged: Judged) -> None:
    files = {
        "pyproject.toml": "[tool.pytest.ini_options]\nfilterwarnings = ['error']",
        "topic/pyproject.toml": "",
        "topic/shop/a.py": "def f(): return 1",
        "topic/tests/test_a.py": """
            import warnings
            from shop.a import f
            def test_f():
                try: f()
                except NotImplementedError: warnings.warn("odd")
            """,
    }

    assert judged(files, project="topic") == {"f": Outcome.CAUGHT}


def test_extra_tests_of_another_project_are_asked(judged: Judged) -> None:
    files = {
        "one/pyproject.toml": "",
        "one/tests/contract/test_api.py": "from shop.a import f\ndef test_f(): f()",
        "two/pyproject.toml": '[tool.study]\nextra-tests = ["../one/tests/contract"]',
        "two/tests/test_two.py": "",
        "two/shop/a.py": "def f(): return 1",
    }

    assert judged(files, project="two") == {"f": Outcome.CAUGHT}


def test_tests_that_do_not_end_are_ended(judged: Judged) -> None:
    files = {
        "shop/a.py": "def f(): return 1",
        "tests/test_a.py": """
            import threading
            from shop.a import f
            def test_f():
                try: f()
                except NotImplementedError: threading.Event().wait()
            """,
    }

    assert judged(files, timeout=4) == {"f": Outcome.TIMED_OUT}


def test_hypothesis_gets_few_examples_before_it_gets_all(judged: Judged) -> None:
    files = {
        "shop/a.py": "def few(): return 1\ndef many(): return 1\ndef none(): return 1",
        "tests/test_a.py": """
            from hypothesis import settings
            from shop.a import few, many
            def test_few():
                if settings.default.max_examples < 100: few()
            def test_many():
                if settings.default.max_examples >= 100: many()
            """,
    }

    assert judged(files) == {"few": Outcome.CAUGHT, "many": Outcome.CAUGHT, "none": Outcome.GREEN}


@pytest.mark.parametrize(
    ("test", "message"),
    [
        ("assert f() == 2", r"(?s)are not green with nothing emptied\n.*assert 1 == 2"),
        ("f(); import threading; threading.Event().wait()", "do not end in time with nothing emptied"),
    ],
)
def test_tests_that_are_not_green_to_begin_with_are_shown(judged: Judged, test: str, message: str) -> None:
    files = {"shop/a.py": "def f(): return 1", "tests/test_a.py": f"from shop.a import f\ndef test_f(): {test}"}

    with pytest.raises(UsageError, match=message):
        judged(files, timeout=4)


def test_file_without_tests_notices_nothing(judged: Judged) -> None:
    assert judged({"shop/a.py": "def f(): return 1", "tests/test_a.py": "import shop.a"}) == {"f": Outcome.GREEN}


def test_originals_and_environment_stay_as_they_are(judged: Judged, tmp_path: Path) -> None:
    files = {"shop/a.py": "def f(): return 1", "tests/test_a.py": "from shop.a import f\ndef test_f(): f()"}
    before = dict(os.environ)

    judged(files)

    found = {file.relative_to(tmp_path).as_posix(): file.read_text() for file in tmp_path.rglob("*.*")}
    assert found == SETTINGS | files
    assert {**os.environ, "PYTEST_CURRENT_TEST": ""} == {**before, "PYTEST_CURRENT_TEST": ""}


@pytest.mark.parametrize(
    ("test", "outcome"),
    [
        ("from shop.cart import total\ndef test_total(): assert total() == 3", Outcome.CAUGHT),
        ("import shop.cart\ndef test_total(): assert shop.cart", Outcome.GREEN),
        (
            "from shop.cart import total\ndef test_total():\n    try: total()\n    except Exception: assert 0",
            Outcome.CAUGHT,
        ),
    ],
)
def test_an_exercise_is_judged_by_its_own_tests(write: Write, test: str, outcome: Outcome) -> None:
    files = {
        "shop/cart.py": "def total() -> int:\n    return 3\n\n\ndef main() -> None:\n    print(total())\n",
        "tests/shop/test_cart.py": test,
        "tests/shop/test_more.py": "from shop.cart import total\ndef test_more(): assert total() == 3",
    }
    root = write(SETTINGS | files)
    verdicts: list[Verdict] = []

    with Runner(patience=0.2) as runner:
        judge = Judge(Project(root), runner, workers=1, timeout=60, own_tests_only=True)
        judge.judge(exercises_in([root / "shop" / "cart.py"]), verdicts.append)

    assert verdicts == [Verdict(Blank(root / "shop" / "cart.py"), outcome)]


def test_what_has_only_a_main_is_no_exercise(write: Write) -> None:
    root = write({"a.py": "def main() -> None:\n    print(1)\n", "b.py": "def f() -> int:\n    return 1\n"})

    assert exercises_in([root / "a.py", root / "b.py"]) == [Blank(root / "b.py")]
