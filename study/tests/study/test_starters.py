from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Write
from study.processes import Finished, Runner
from study.projects import Project
from study.starters import batches
from study.survivors import Judge, Outcome, Verdict, exercises_in

ALPHABET = [Path(name) for name in "abcdefgh"]
F = "def {0}() -> int:\n    return 3\n"
TEST = "from shop.{0} import {0}\ndef test_{0}(): assert {0}() == 3\n"


class CountingRunner(Runner):
    """A runner that remembers the files that pytest was asked to run."""

    def __init__(self) -> None:
        super().__init__(patience=0.2)
        self.asked: list[list[str]] = []

    def run(self, command: Any, **options: Any) -> Finished:
        self.asked.append(sorted(Path(part).name for part in command if part.endswith(".py")))
        return super().run(command, **options)


def judged(write: Write, files: dict[str, str], timeout: float = 60) -> tuple[dict[str, Outcome], list[list[str]]]:
    """Judge every exercise of a project made of these files; give the outcomes by name, and the runs it took."""
    root = write({"pyproject.toml": "[tool.pytest.ini_options]"} | files)
    verdicts: list[Verdict] = []
    with CountingRunner() as runner:
        judge = Judge(Project(root), runner, workers=1, timeout=timeout, own_tests_only=True)
        judge.judge(exercises_in(Project(root).modules()), verdicts.append)
    return {verdict.blank.file.stem: verdict.outcome for verdict in verdicts}, runner.asked


@given(
    files=st.lists(st.sampled_from(ALPHABET), unique=True),
    needs=st.fixed_dictionaries({file: st.sets(st.sampled_from(ALPHABET), max_size=3) for file in ALPHABET}),
    size=st.integers(1, 4),
)
def test_batches_hold_each_file_once_and_none_that_another_needs(
    files: list[Path], needs: dict[Path, set[Path]], size: int
) -> None:
    found = batches(files, needs, size)

    assert sorted(file for batch in found for file in batch) == sorted(files)
    for batch in found:
        assert 1 <= len(batch) <= size
        assert not any(other in needs[file] for file in batch for other in batch if other != file)


def test_exercises_are_proven_in_one_run(write: Write) -> None:
    names = ["a", "b", "c"]
    files = {f"shop/{name}.py": F.format(name) for name in names}
    files |= {f"tests/shop/test_{name}.py": TEST.format(name) for name in names}

    outcomes, asked = judged(write, files)

    assert outcomes == dict.fromkeys(names, Outcome.CAUGHT)
    assert asked == [["test_a.py", "test_b.py", "test_c.py"]]


@pytest.mark.parametrize(
    "body",
    [
        "import pytest\ndef test_b():\n    with pytest.raises(NotImplementedError): b()\n",
        "def test_b(): raise NotImplementedError('of the test')\n",
        "from shop.a import a\ndef test_b(): a()\n",
    ],
    ids=["expected", "raised by the test", "ends in another file"],
)
def test_what_is_not_proven_is_looked_at_alone(write: Write, body: str) -> None:
    files = {"shop/a.py": F.format("a"), "shop/b.py": F.format("b")}
    files |= {"tests/shop/test_a.py": TEST.format("a"), "tests/shop/test_b.py": "from shop.b import b\n" + body}

    _, asked = judged(write, files)

    assert ["test_b.py"] in asked


@pytest.mark.parametrize(
    ("module", "test"),
    [
        (F.format("b"), "from shop.b import b\nB = b()\ndef test_b(): assert B == 3\n"),
        (F.format("b"), "from shop.b import b\ndef test_b():\n    try: b()\n    except Exception: assert False\n"),
        ('def b() -> int:\n    """B.\n\n    >>> b()\n    3\n    """\n    return 3\n', "def test_nothing(): pass\n"),
        (
            F.format("b"),
            "import asyncio\nfrom shop.b import b\nasync def go(): b()\n"
            "async def both():\n    async with asyncio.TaskGroup() as group: group.create_task(go())\n"
            "def test_b(): asyncio.run(both())\n",
        ),
    ],
    ids=["while collecting", "in the context", "in a doctest", "in a group"],
)
def test_a_failure_may_come_in_many_ways(write: Write, module: str, test: str) -> None:
    files = {"shop/a.py": F.format("a"), "tests/shop/test_a.py": TEST.format("a")}

    outcomes, asked = judged(write, files | {"shop/b.py": module, "tests/shop/test_b.py": test})

    assert outcomes == {"a": Outcome.CAUGHT, "b": Outcome.CAUGHT}
    assert len(asked) == 1


def test_a_green_starter_among_others_is_found(write: Write) -> None:
    files = {"shop/a.py": F.format("a"), "shop/b.py": F.format("b")}
    files |= {"tests/shop/test_a.py": TEST.format("a"), "tests/shop/test_b.py": "import shop.b\ndef test_b(): pass\n"}

    assert judged(write, files)[0] == {"a": Outcome.CAUGHT, "b": Outcome.GREEN}


def test_the_rest_of_the_tests_of_a_proven_file_is_passed_over(write: Write, tmp_path: Path) -> None:
    later = f"def test_z(): open({str(tmp_path / 'ran')!r}, 'w')\n"
    files = {"shop/a.py": F.format("a"), "shop/b.py": F.format("b")}
    files |= {"tests/shop/test_a.py": TEST.format("a") + later, "tests/shop/test_b.py": TEST.format("b")}

    judged(write, files)

    assert not (tmp_path / "ran").exists()


def test_what_is_proven_before_a_test_hangs_stays_proven(write: Write) -> None:
    hangs = "import threading\nfrom shop.b import b\ndef test_b():\n"
    hangs += "    try: b()\n    except Exception: threading.Event().wait()\n"
    files = {"shop/a.py": F.format("a"), "shop/b.py": F.format("b")}
    files |= {"tests/shop/test_a.py": TEST.format("a"), "tests/shop/test_b.py": hangs}

    outcomes, asked = judged(write, files, timeout=4)

    assert outcomes == {"a": Outcome.CAUGHT, "b": Outcome.TIMED_OUT}
    assert ["test_a.py"] not in asked
