"""``python -m study.lessons``: check that every lesson keeps its word: README.md, QUESTIONS.md, and pages beside code.

Links lead to files, and to functions that are defined there. In a topic, which is a project with questions, Python is
run, and prints what the text below it shows; and the questions have all their parts, see ``study.questions``. Exit code
0 when all is well, 1 when a lesson is wrong, 2 when a path is.

Cost: a process for each section with Python, on as many processors as there are workers; on Linux a fork of one that
has imported what the topic needs.
Not for: judging prose.
"""

import os
import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from study.documents import blocks, broken_links, sections, text_lines
from study.processes import Runner, start_process
from study.projects import Project, UsageError, open_project, projects_at, shown, subfolders
from study.questions import read_questions
from study.snippets import mismatches
from study.topics import QUESTIONS, Topic
from study.warm import WarmPython, outside_imports

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document that runs by itself: the text from a line (from 1) on, up to the next ``##``."""

    file: Path
    line: int
    text: str


@app.command()
def lessons(
    paths: Annotated[list[Path] | None, typer.Argument(help="Only these files and folders.")] = None,
    project: Annotated[list[Path] | None, typer.Option(help="A project; may be repeated.")] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes at a time.")] = os.cpu_count() or 1,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds a section may take.")] = 60.0,
) -> None:
    """Check the links, questions and snippets of every lesson."""
    console = Console()
    started = time.monotonic()
    try:
        folders = project or []
        projects = [open_project(folder) for folder in folders] if folders else projects_at(Path())
        files = [(each, file) for each in projects for file in documents(each) if _chosen(file, paths or [])]
        if not files:
            raise UsageError("no README.md, QUESTIONS.md or other page in what was asked for")
        complaints = [complaint for each, file in files for complaint in _read(each, file)]
        topics = {each for each in projects if (each.root / QUESTIONS).is_file()}
        todo = [(each, section) for each, file in files if each in topics for section in parts(file)]
        complaints += _run_all(todo, workers, timeout)
    except UsageError as error:
        console.print(f"lessons: {error}", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        console.print("lessons: interrupted")
        raise typer.Exit(130) from None
    for complaint in complaints:
        console.print(complaint, markup=False, highlight=False, soft_wrap=True)
    console.print(
        f"lessons: {len(files)} documents, {len(todo)} sections run, {len(complaints) or 'no'} mistakes, "
        f"{time.monotonic() - started:.0f} s",
        highlight=False,
        soft_wrap=True,
    )
    raise typer.Exit(1 if complaints else 0)


def documents(project: Project) -> list[Path]:
    """Return README.md and QUESTIONS.md of a project, and every Markdown file in the folders below."""
    top = [file for file in (project.root / "README.md", project.root / QUESTIONS) if file.is_file()]
    return [*top, *(file for folder in _folders(project.root) for file in sorted(folder.glob("*.md")))]


def parts(file: Path) -> Iterator[Section]:
    """Yield the sections of a document: the text before the first ``##``, and each that begins with one."""
    text = _text(file)
    found = list(sections(text))
    end = found[0][0] - 1 if found else None
    yield Section(file, 0, "\n".join(text_lines(text)[:end]))
    yield from (Section(file, line, body) for line, _, body in found)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{shown(file)}: cannot be read: {error}") from error


def _folders(folder: Path) -> Iterator[Path]:
    for subfolder in subfolders(folder):
        yield subfolder
        yield from _folders(subfolder)


def _chosen(file: Path, paths: list[Path]) -> bool:
    return not paths or any(file.is_relative_to(path.resolve()) for path in paths)


def _read(project: Project, file: Path) -> Iterator[str]:
    """Yield what is wrong with a document before anything is run."""
    if file.name == QUESTIONS:
        try:
            read_questions(Topic(project, shown(project.root)))
        except UsageError as error:
            yield str(error)
    else:
        found = broken_links(_text(file), file.parent)
        yield from (f"{shown(file)}: {complaint}" for complaint in found)


def _run_all(todo: list[tuple[Project, Section]], workers: int, timeout: float) -> list[str]:
    """Return what is wrong with the Python of sections, in their order."""
    with ExitStack() as stack:
        needed = {each for each, section in todo if any(part.language == "python" for part in blocks(section.text))}
        pythons = {each: stack.enter_context(WarmPython(outside_imports(each), os.environ)) for each in needed}
        pool = stack.enter_context(ThreadPoolExecutor(workers))
        runner = stack.enter_context(Runner())  # the first to leave: it ends what the pool waits for

        def run(work: tuple[Project, Section]) -> list[str]:
            project, section = work
            start = pythons[project].start if project in needed else start_process
            found = mismatches(blocks(section.text), project.root, runner, timeout=timeout, start=start)
            return [f"{shown(section.file)}:{section.line + line}: {complaint}" for line, complaint in found]

        return [complaint for found in pool.map(run, todo) for complaint in found]


if __name__ == "__main__":
    # A terminated run ends its snippets as an interrupted one does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(app())
