"""``python -m study.blanks``: list the public functions whose body can go without a test noticing.

A test that stays green when the function it is about raises at once tests nothing. With ``--exercises`` a file is
emptied as a whole, as the exercise that a learner begins with, and only its own tests are run: a starter that is green
already is a bug. Only topics, which are projects with questions, have exercises. Exit code 0 when a test misses every
one, 1 when none misses one, 2 when the question makes no sense: a wrong path, tests that fail to begin with.

Cost: about a second a function and processor, more where tests start servers; name a PATH to ask about one
file.
Not for: flaky tests. A test that fails by chance counts as one that noticed.
"""

import os
import signal
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from study.processes import Runner
from study.projects import UsageError, select, shown
from study.survivors import Judge, Outcome, Verdict, blanks_in, exercises_in
from study.topics import QUESTIONS

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def blanks(
    paths: Annotated[list[Path] | None, typer.Argument(help="Only functions of these files and folders.")] = None,
    project: Annotated[list[Path] | None, typer.Option(help="A project; may be repeated.")] = None,
    workers: Annotated[int, typer.Option(min=1, help="Test runs at a time.")] = 2 * (os.cpu_count() or 1),
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds a test run may take.")] = 120.0,
    exercises: Annotated[bool, typer.Option("--exercises", help="Empty whole files, as exercises.")] = False,
) -> None:
    """Empty every public function in turn and list those whose tests stay green."""
    console = Console()
    started = time.monotonic()
    try:
        verdicts = _judge(console, paths or [], project or [], workers, timeout, exercises)
    except UsageError as error:
        console.print(f"blanks: {error}", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        console.print("blanks: interrupted")
        raise typer.Exit(130) from None
    _show(console, [verdict for verdict in verdicts if verdict.outcome is not Outcome.CAUGHT])
    survivors = sum(verdict.survived for verdict in verdicts)
    what = "exercises" if exercises else "functions"
    console.print(
        f"blanks: {len(verdicts)} {what} emptied, {survivors or 'none'} unnoticed, {time.monotonic() - started:.0f} s",
        highlight=False,
        soft_wrap=True,
    )
    raise typer.Exit(1 if survivors else 0)


def _judge(
    console: Console, paths: list[Path], folders: list[Path], workers: int, timeout: float, exercises: bool
) -> list[Verdict]:
    chosen = select(paths, folders)
    if exercises:
        topics = {project for project in chosen if (project.root / QUESTIONS).is_file()}
        todo = {project: exercises_in(modules) for project, modules in chosen.items() if project in topics}
    else:
        todo = {project: blanks_in(modules) for project, modules in chosen.items()}
    total = sum(len(blanks) for blanks in todo.values())
    if not total:
        raise UsageError("no public function with a body in what was asked for")
    verdicts: list[Verdict] = []
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress, Runner() as runner:
        task = progress.add_task("", total=total)

        def report(verdict: Verdict) -> None:
            verdicts.append(verdict)
            progress.advance(task)

        for project, blanks in todo.items():
            progress.update(task, description=escape(shown(project.root)))
            judge = Judge(project, runner, workers=workers, timeout=timeout, own_tests_only=exercises)
            judge.judge(blanks, report)
    return sorted(verdicts, key=_place)


def _place(verdict: Verdict) -> tuple[Path, int]:
    return verdict.blank.file, verdict.blank.function.line if verdict.blank.function else 1


def _show(console: Console, verdicts: list[Verdict]) -> None:
    if verdicts:
        table = Table("where", "function", "emptied", show_edge=False)
        for verdict in verdicts:
            file, line = _place(verdict)
            what = verdict.blank.function.qualname if verdict.blank.function else "all, as an exercise"
            table.add_row(escape(f"{shown(file)}:{line}"), escape(what), verdict.outcome)
        console.print(table)


if __name__ == "__main__":
    # A terminated run puts its tests away as an interrupted one does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    app()
