"""The learner's files: where they are, how they begin, and how they are kept.

A file of an exercise appears in one step, or not at all: it is written under another name and renamed. An existing one
is replaced only by ``start_anew``, which keeps it under ``practice/.backups`` before, with the time in its name.

Cost: one small file for each exercise, and one for each backup; backups are never deleted.
Not for: versions of a file while it is edited; that is what an editor's undo and git are for.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from study.exercises import looked_at, starter
from study.imports import ImportGraph
from study.projects import UsageError, shown
from study.sources import read_source
from study.topics import Exercise, choose_exercise
from study.workspace import Workspace

BACKUPS = ".backups"


def learner_file(workspace: Workspace, exercise: Exercise) -> Path:
    """Return where the learner writes an exercise, whether it is there or not."""
    return workspace.practice / exercise.name


def find_exercise(workspace: Workspace, name: str) -> Exercise:
    """Return the exercise that a name means; the path of a learner's file means its exercise.

    Raises UsageError, with the nearest names, when there is none.
    """
    path = Path(name).resolve()
    if path.is_relative_to(workspace.practice.resolve()):
        name = path.relative_to(workspace.practice.resolve()).as_posix()
    return choose_exercise(workspace.topics, name)


def read_learner_file(workspace: Workspace, exercise: Exercise) -> tuple[str, str]:
    """Return source and encoding of a learner's file.

    Raises UsageError when it is not there, naming the newest backup if there is one, or cannot be read.
    """
    file = learner_file(workspace, exercise)
    _refuse_what_is_no_file(file)
    try:
        return read_source(file)
    except FileNotFoundError:
        kept = backups(workspace, exercise)
        copies = f"; the newest copy is {shown(kept[-1])}" if kept else ""
        anew = f"`study practice {exercise.name}` begins it"
        raise UsageError(f"{shown(file)}: there is no such file{copies}. {anew}") from None
    except SyntaxError as error:
        raise UsageError(f"{shown(file)}: cannot be read as Python: {error.msg}") from error
    except OSError as error:
        raise UsageError(f"{shown(file)}: cannot be read: {error.strerror}") from error


def starter_of(exercise: Exercise) -> tuple[str, str]:
    """Return the source with which an exercise begins, and its encoding; what its tests look at stays."""
    source, encoding = read_source(exercise.file)
    return starter(source, looked_at(ImportGraph(exercise.topic.project), exercise.file)), encoding


def start(workspace: Workspace, exercise: Exercise) -> bool:
    """Write the starter of an exercise, unless the learner's file is there; tell whether it was written.

    Raises UsageError when the folder cannot be written, or something else is in the file's place.
    """
    file = learner_file(workspace, exercise)
    _refuse_what_is_no_file(file)
    if os.path.lexists(file):
        return False
    source, encoding = starter_of(exercise)
    _write(file, source.encode(encoding))
    return True


def start_anew(workspace: Workspace, exercise: Exercise) -> Path | None:
    """Write the starter of an exercise over the learner's file; return the copy that is kept of that, if it was there.

    Raises UsageError when the copy or the starter cannot be written; then the learner's file is as it was.
    """
    file = learner_file(workspace, exercise)
    _refuse_what_is_no_file(file)
    source, encoding = starter_of(exercise)
    kept = _keep(workspace, exercise) if os.path.lexists(file) else None
    _write(file, source.encode(encoding))
    return kept


def backups(workspace: Workspace, exercise: Exercise) -> list[Path]:
    """Return the copies kept of a learner's file, the newest last."""
    file = workspace.practice / BACKUPS / exercise.name
    return sorted(file.parent.glob(f"{file.stem}.[0-9]*{file.suffix}"))


def _refuse_what_is_no_file(file: Path) -> None:
    """Raise UsageError for a folder, a pipe or a link to nowhere, which could neither be read nor kept."""
    if os.path.lexists(file) and not file.is_file():
        raise UsageError(f"{shown(file)}: is there, but is not a file; move it out of the way")


def _keep(workspace: Workspace, exercise: Exercise) -> Path:
    original = learner_file(workspace, exercise)
    file = workspace.practice / BACKUPS / exercise.name
    kept = file.with_name(f"{file.stem}.{datetime.now().astimezone():%Y%m%dT%H%M%S.%f}{file.suffix}")
    with _complaining_about(kept):
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(original, kept)
    return kept


def _write(file: Path, data: bytes) -> None:
    with _complaining_about(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".study-", dir=file.parent)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as output:
                output.write(data)
                output.flush()
                os.fsync(output.fileno())
            temporary.chmod(0o644)
            temporary.replace(file)
        except BaseException:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise


@contextmanager
def _complaining_about(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(f"{shown(file)}: cannot be written: {error.strerror}") from error
