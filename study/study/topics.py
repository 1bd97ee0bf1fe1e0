"""Topics: the projects that teach, the order in which they are read, and the exercises in them.

A topic is a project with a ``QUESTIONS.md``. Its README is the lesson, so the order of its links to Python files is the
reading order. A link to the README of a package stands for the links in there, and files without a link come last.
Which of the roadmap's phases a file belongs to stands in the topic's ``pyproject.toml``; the longest path that fits
decides::

    [tool.study.phases]
    2 = ["language/lists.py"]
    5 = ["language"]

So a new topic needs no change here.

Cost: reads each topic's README and pyproject.toml once, and parses a module when asked whether it is an exercise.
Not for: projects without lessons; ``study.projects`` finds those.
"""

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from study.emptying import Function, find_functions
from study.projects import Project, UsageError, not_python, projects_at, shown
from study.sources import read_source

QUESTIONS = "QUESTIONS.md"
_LINK_TO_FILE = re.compile(r"\]\(([^)#\s:]+(?:\.py|/README\.md))\)")


@dataclass(frozen=True)
class Exercise:
    """An example that can be emptied and written anew. ``name`` is its path from the top of the repository."""

    topic: "Topic"
    file: Path
    name: str

    @property
    def functions(self) -> list[Function]:
        """What the learner writes: every public function but ``main``, which is the story that the others tell."""
        return functions_to_write(self.file)


@dataclass(frozen=True)
class Topic:
    """A project with questions. ``name`` is its path from the top of the repository: ``capstone/step_1_core_api``."""

    project: Project
    name: str

    @property
    def root(self) -> Path:
        """The folder of the project."""
        return self.project.root

    @cached_property
    def title(self) -> str:
        """The first heading of the README, or the topic's name when there is none."""
        lines = _text(self.root / "README.md").splitlines()
        headings = (line.removeprefix("# ") for line in lines if line.startswith("# "))
        return next(headings, self.name)

    @cached_property
    def modules(self) -> list[Path]:
        """The files of the example packages in the order in which the README links to them."""
        files = self.project.modules()
        linked = _linked(self.root / "README.md")
        return list(dict.fromkeys([*(file for file in linked if file in files), *files]))

    @cached_property
    def exercises(self) -> list[Exercise]:
        """The modules with something to write, in reading order."""
        return [
            Exercise(self, file, f"{self.name}/{file.relative_to(self.root).as_posix()}")
            for file in self.modules
            if functions_to_write(file)
        ]

    def phase(self, file: Path) -> int:
        """Return the roadmap's phase, 1 to 9, of a file; raise UsageError when pyproject.toml names none."""
        fitting = [(len(folder.parts), phase) for folder, phase in self._phases.items() if file.is_relative_to(folder)]
        if not fitting:
            where = shown(self.root / "pyproject.toml")
            path = file.relative_to(self.root, walk_up=True)
            raise UsageError(f"{where}: [tool.study.phases] names no phase for {path.as_posix()}")
        return max(fitting)[1]

    @cached_property
    def _phases(self) -> dict[Path, int]:
        file = self.root / "pyproject.toml"
        try:
            table = tomllib.loads(file.read_text(encoding="utf-8")).get("tool", {}).get("study", {}).get("phases", {})
        except tomllib.TOMLDecodeError as error:
            raise UsageError(f"{shown(file)}: {error}") from error
        phases = {}
        for number, names in table.items():
            if number not in {"1", "2", "3", "4", "5", "6", "7", "8", "9"}:
                raise UsageError(f"{shown(file)}: [tool.study.phases] expected a phase from 1 to 9, not {number!r}")
            for name in names:
                if not (self.root / name).exists():
                    raise UsageError(f"{shown(file)}: [tool.study.phases] names {name!r}, which does not exist")
                phases[(self.root / name).resolve()] = int(number)
        return phases


def find_repository(start: Path) -> Path:
    """Return the folder with ``noxfile.py`` at or above a path, or raise UsageError."""
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / "noxfile.py").is_file():
            return folder
    raise UsageError(f"{start.resolve()}: not inside the repository (no noxfile.py here or above)")


def find_topics(repository: Path) -> list[Topic]:
    """Return the topics of a repository in the order of their names, which is the learning path.

    Raises UsageError when there is none.
    """
    projects = projects_at(repository)
    names = [project.root.relative_to(repository.resolve()).as_posix() for project in projects]
    found = [
        Topic(project, name)
        for project, name in zip(projects, names, strict=True)
        if (project.root / QUESTIONS).is_file()
    ]
    if not found:
        raise UsageError(f"{repository}: no topic (a project with {QUESTIONS}) in it")
    return sorted(found, key=lambda topic: topic.name)


def choose_topics(topics: Sequence[Topic], name: str) -> list[Topic]:
    """Return the topics that a name means: the one of that path, or those with it in a part of their path.

    ``database`` means ``04-database`` and ``capstone/step_2_database``. Raises UsageError, with the nearest names,
    when there is none.
    """
    wanted = name.strip("/")
    exact = [topic for topic in topics if topic.name == wanted]
    words = [topic for topic in topics if wanted and wanted.lower() in re.split(r"[/_-]", topic.name.lower())]
    inside = [topic for topic in topics if wanted and wanted.lower() in topic.name.lower()]
    if found := exact or words or inside:
        return found
    raise UsageError(f"{name!r}: no such topic{_nearest(wanted, [topic.name for topic in topics])}")


def choose_exercise(topics: Sequence[Topic], name: str) -> Exercise:
    """Return the exercise that a path, the end of a path, or a bare name (``iterators``) means.

    Raises UsageError, with the nearest names, when there is none, and with all of them when there are several.
    """
    exercises = [exercise for topic in topics for exercise in topic.exercises]
    wanted = name.removeprefix("./").replace("\\", "/")
    path = Path(name).resolve()
    exact = [each for each in exercises if each.file == path or each.name == wanted]
    ends = [each for each in exercises if f"/{each.name}".endswith((f"/{wanted}", f"/{wanted}.py"))]
    found = exact or ends
    if not found:
        names = {each.file.stem: each.name for each in reversed(exercises)} | {
            each.name: each.name for each in exercises
        }
        close = difflib.get_close_matches(wanted.removesuffix(".py"), list(names), n=3)
        known = list(dict.fromkeys(names[each] for each in close))
        raise UsageError(f"{name!r}: no such exercise{_did_you_mean(known)}")
    if len(found) > 1:
        raise UsageError(f"{name!r}: several exercises are called so: {', '.join(each.name for each in found)}")
    return found[0]


def functions_to_write(file: Path) -> list[Function]:
    """Return the public functions of a module but ``main``; raise UsageError when it is not Python."""
    try:
        functions = find_functions(read_source(file)[0])
    except SyntaxError as error:
        raise not_python(file, error) from error
    return [function for function in functions if function.qualname != "main"]


def _linked(readme: Path) -> Iterator[Path]:
    """Yield the files that a README links to; for a README in a folder below, the files that this one links to."""
    for target in _LINK_TO_FILE.findall(_text(readme)):
        file = (readme.parent / target).resolve()
        if file.name != "README.md":
            yield file
        elif file.parent != readme.parent and file.is_relative_to(readme.parent):
            yield from _linked(file)


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def _nearest(name: str, names: Iterable[str]) -> str:
    return _did_you_mean(difflib.get_close_matches(name, list(names), n=3, cutoff=0.4))


def _did_you_mean(names: Sequence[str]) -> str:
    return f"; did you mean {' or '.join(names)}?" if names else "; `study list` shows them all"
