import os
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from conftest import Write
from study.exercises import starter
from study.learner_files import (
    backups,
    find_exercise,
    learner_file,
    read_learner_file,
    start,
    start_anew,
    starter_of,
)
from study.projects import UsageError
from study.sources import read_source
from study.topics import Exercise
from study.workspace import Workspace


@pytest.fixture
def workspace(small_repository: Path) -> Workspace:
    return Workspace(small_repository, Console(file=StringIO()))


@pytest.fixture
def exercise(workspace: Workspace) -> Exercise:
    return find_exercise(workspace, "arithmetic")


@pytest.fixture
def file(workspace: Workspace, exercise: Exercise) -> Path:
    return learner_file(workspace, exercise)


def everything_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_the_starter_is_written_at_the_examples_path(workspace: Workspace, exercise: Exercise) -> None:
    written = start(workspace, exercise)

    assert written
    assert everything_in(workspace.practice) == ["01-basics/basics/arithmetic.py"]
    assert read_learner_file(workspace, exercise) == (starter(read_source(exercise.file)[0]), "utf-8")


def test_a_file_that_is_there_is_not_touched(workspace: Workspace, exercise: Exercise, file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.write_text("mine")

    assert not start(workspace, exercise)
    assert file.read_text() == "mine"


def test_a_new_beginning_keeps_every_version(workspace: Workspace, exercise: Exercise, file: Path) -> None:
    assert start_anew(workspace, exercise) is None
    empty = file.read_text()

    kept = []
    for text in ("first", "second"):
        file.write_text(text)
        kept.append(start_anew(workspace, exercise))

    assert backups(workspace, exercise) == kept
    assert [copy.read_text() for copy in backups(workspace, exercise)] == ["first", "second"]
    assert file.read_text() == empty
    assert all(copy.is_relative_to(workspace.practice / ".backups") for copy in backups(workspace, exercise))


def test_what_cannot_be_kept_is_not_replaced(workspace: Workspace, exercise: Exercise, file: Path) -> None:
    start(workspace, exercise)
    file.write_text("mine")
    (workspace.practice / ".backups").write_text("in the way")

    with pytest.raises(UsageError, match="cannot be written"):
        start_anew(workspace, exercise)

    assert file.read_text() == "mine"


def test_when_writing_fails_the_old_file_is_whole_and_nothing_is_left(
    workspace: Workspace, exercise: Exercise, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(workspace, exercise)
    file.write_text("mine")

    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(UsageError, match=r"arithmetic\.py: cannot be written: No space left on device"):
        start_anew(workspace, exercise)

    assert file.read_text() == "mine"
    assert [name for name in everything_in(workspace.practice) if ".backups" not in name] == [
        "01-basics/basics/arithmetic.py"
    ]


def test_a_folder_that_cannot_be_written_is_named(workspace: Workspace, exercise: Exercise) -> None:
    workspace.practice.write_text("in the way")

    with pytest.raises(UsageError, match=r"arithmetic\.py: cannot be written"):
        start(workspace, exercise)


def test_the_path_of_the_learners_file_means_its_exercise(
    workspace: Workspace, exercise: Exercise, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(workspace, exercise)
    monkeypatch.chdir(file.parent)

    assert find_exercise(workspace, "arithmetic.py") == exercise
    assert find_exercise(workspace, str(file)) == exercise


def test_a_deleted_file_is_told_with_its_newest_copy(workspace: Workspace, exercise: Exercise, file: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no such file\. `study practice 01-basics/basics/arithmetic.py`"):
        read_learner_file(workspace, exercise)

    start(workspace, exercise)
    kept = start_anew(workspace, exercise)
    file.unlink()

    assert kept is not None
    with pytest.raises(UsageError, match=f"the newest copy is .*{kept.name}"):
        read_learner_file(workspace, exercise)


@pytest.mark.parametrize(
    ("data", "complaint"), [(b"x = '\xff'", "cannot be read as Python"), (b"# coding: klingon\n", "klingon")]
)
def test_bytes_that_are_no_text_are_told(
    workspace: Workspace, exercise: Exercise, file: Path, data: bytes, complaint: str
) -> None:
    start(workspace, exercise)
    file.write_bytes(data)

    with pytest.raises(UsageError, match=complaint):
        read_learner_file(workspace, exercise)


@pytest.mark.parametrize("deed", [read_learner_file, start, start_anew])
@pytest.mark.parametrize("kind", ["folder", "link to nowhere", "pipe"])
def test_what_is_no_file_is_told_and_left_alone(
    workspace: Workspace, exercise: Exercise, file: Path, kind: str, deed: Callable[[Workspace, Exercise], object]
) -> None:
    file.parent.mkdir(parents=True)
    if kind == "folder":
        file.mkdir()
    elif sys.platform == "win32":
        pytest.skip("links need a right, and there are no named pipes")
    elif kind == "pipe":
        os.mkfifo(file)
    else:
        file.symlink_to("nowhere.py")

    with pytest.raises(UsageError, match="is not a file; move it out of the way"):
        deed(workspace, exercise)
    assert os.path.lexists(file)
    assert everything_in(workspace.practice) == []


def test_private_names_that_the_tests_look_at_stay(workspace: Workspace, exercise: Exercise, write: Write) -> None:
    write({"01-basics/tests/basics/test_arithmetic.py": "from basics.arithmetic import _RATE\n"})

    source, _ = starter_of(exercise)

    assert '_RATE = Decimal("0.2")' in source
    assert "_rounded" not in source
