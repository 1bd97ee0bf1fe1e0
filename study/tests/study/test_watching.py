import os
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
import watchfiles
from rich.console import Console

from study.watching import watch
from study.workspace import Workspace

type Step = Callable[[], None]


class Person:
    """Someone who does the next thing each time a check has run; nothing more to do is pressing ``q``."""

    def __init__(self, folder: Path, keyboard: int) -> None:
        self.file = folder / "words.py"
        self.file.write_text("one", encoding="utf-8")
        self.checked: list[str] = []
        self._keyboard = keyboard
        self._output = StringIO()
        self.workspace = Workspace(folder, Console(file=self._output, width=200))
        self.plan: list[Step] = []

    @property
    def screen(self) -> str:
        return self._output.getvalue()

    def recheck(self) -> None:
        self.checked.append(self.file.read_text(encoding="utf-8"))
        step = self.plan.pop(0) if self.plan else lambda: self.type("q\n")
        step()

    def type(self, text: str) -> None:
        os.write(self._keyboard, text.encode())

    def save(self, text: str) -> None:
        self.file.write_text(text, encoding="utf-8")

    def save_by_renaming(self, text: str) -> None:
        beside = self.file.with_suffix(".tmp")
        beside.write_text(text, encoding="utf-8")
        beside.replace(self.file)


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    read, write = os.pipe()
    yield read, write
    os.close(write)  # ends the thread that reads, which then has no use for the other end
    os.close(read)


@pytest.fixture
def person(tmp_path: Path, pipe: tuple[int, int]) -> Person:
    return Person(tmp_path, pipe[1])


@pytest.mark.parametrize("poll", [False, True])
def test_every_save_is_checked(person: Person, pipe: tuple[int, int], poll: bool) -> None:
    person.plan = [lambda: person.save("two"), lambda: person.save_by_renaming("three")]

    watch(person.file, person.recheck, person.workspace, poll=poll, keyboard=pipe[0])

    assert person.checked == ["one", "two", "three"]


@pytest.mark.parametrize(("poll", "manner"), [(False, "told by the system"), (True, "looking every 300 ms")])
def test_the_way_of_watching_is_shown(person: Person, pipe: tuple[int, int], poll: bool, manner: str) -> None:
    watch(person.file, person.recheck, person.workspace, poll=poll, keyboard=pipe[0])

    assert f"words.py ({manner}). Save to check, Enter to check again, q and Enter to end." in person.screen


def test_enter_checks_again(person: Person, pipe: tuple[int, int]) -> None:
    person.plan = [lambda: person.type("\n"), lambda: person.type("Q\n")]

    watch(person.file, person.recheck, person.workspace, poll=False, keyboard=pipe[0])

    assert person.checked == ["one", "one"]


def test_other_files_of_the_folder_are_not_checked(person: Person, pipe: tuple[int, int]) -> None:
    def save_beside() -> None:
        (person.file.parent / "other.py").write_text("x")
        person.type("q\n")

    person.plan = [save_beside]

    watch(person.file, person.recheck, person.workspace, poll=False, keyboard=pipe[0])

    assert person.checked == ["one"]


@pytest.mark.parametrize("poll", [False, True])
@pytest.mark.parametrize("with_folder", [False, True])
def test_a_deleted_file_is_told_and_checked_when_it_is_back(
    person: Person, pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch, with_folder: bool, poll: bool
) -> None:
    folder = person.file.parent / "exercise"
    folder.mkdir()
    person.file = person.file.rename(folder / "words.py")
    say = Workspace.say

    def remove() -> None:
        person.file.unlink()
        if with_folder:
            folder.rmdir()

    def bring_back(workspace: Workspace, text: str) -> None:
        say(workspace, text)
        if "words.py is gone" in text:
            folder.mkdir(exist_ok=True)
            person.save("back")

    monkeypatch.setattr(Workspace, "say", bring_back)
    person.plan = [remove]

    watch(person.file, person.recheck, person.workspace, poll=poll, keyboard=pipe[0])

    assert person.checked == ["one", "back"]


def test_without_a_keyboard_watching_goes_on(tmp_path: Path) -> None:
    read, write = os.pipe()
    person = Person(tmp_path, write)
    os.close(write)

    def interrupt() -> None:
        raise KeyboardInterrupt

    person.plan = [lambda: person.save("two"), interrupt]
    watch(person.file, person.recheck, person.workspace, poll=False, keyboard=read)
    os.close(read)

    assert person.checked == ["one", "two"]


def test_where_the_system_cannot_watch_it_is_said_and_the_file_is_looked_at(
    person: Person, pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    working = watchfiles.watch

    def without_watches(*paths: Path, force_polling: bool, **options: object) -> object:
        if not force_polling:
            raise OSError("OS file watch limit reached.")
        return working(*paths, force_polling=True, **options)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(watchfiles, "watch", without_watches)
    person.plan = [lambda: person.save("two")]

    watch(person.file, person.recheck, person.workspace, poll=False, keyboard=pipe[0])

    assert person.checked == ["one", "two"]
    assert "(OS file watch limit reached.): looking every 300 ms." in person.screen
