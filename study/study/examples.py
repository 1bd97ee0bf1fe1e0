"""``python -m study.examples``: run every example as a learner would, and stop at the first that fails.

An example is a file of an example package with a ``main()`` and a guard that calls it: ``if __name__ == "__main__"``.
It runs as ``python FILE`` in its project's folder. It fails when it returns another code than 0, takes too long, or
says nothing. Exit code 0 when all run, 1 when one fails, 2 when there is none or a path is wrong.

They run a few at a time and are told in order: the first that fails is the same one in every run.

Cost: one process an example, two for each processor at a time: part of their time they wait for a server to start.
On Linux it is a fork of one that has imported what the project's examples need, if the project needs anything.
Not for: examples that wait for input or serve until they are stopped; those have no place in ``main()``.
"""

import ast
import os
import signal
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from study.processes import Finished, Runner, Start, start_process
from study.projects import Project, UsageError, not_python, select, shown
from study.sources import read_source
from study.warm import WarmPython, outside_imports

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@dataclass(frozen=True, slots=True)
class Example:
    """A file to run, and the project in whose folder it runs."""

    project: Project
    file: Path


def find_examples(chosen: Mapping[Project, list[Path]]) -> list[Example]:
    """Return the examples among modules, or raise UsageError for one that is not Python."""
    return [Example(project, file) for project, files in chosen.items() for file in files if _is_example(file)]


def complaint(finished: Finished, timeout: float) -> str | None:
    """Return what is wrong with the way an example ran, or None.

    >>> complaint(Finished(0, "42", 0.1), 120), complaint(Finished(3, "42", 0.1), 120)
    (None, 'ended with code 3')
    """
    if finished.returncode is None:
        return f"did not end within {timeout:g} s"
    if finished.returncode != 0:
        return f"ended with code {finished.returncode}"
    return None if finished.output.strip() else "says nothing"


@app.command()
def examples(
    paths: Annotated[list[Path] | None, typer.Argument(help="Only these files and folders.")] = None,
    project: Annotated[list[Path] | None, typer.Option(help="A project; may be repeated.")] = None,
    workers: Annotated[int, typer.Option(min=1, help="Examples at a time.")] = 2 * (os.cpu_count() or 1),
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds an example may take.")] = 120.0,
) -> None:
    """Run the main() of every example and stop at the first that fails."""
    console = Console()
    started = time.monotonic()
    table = Table("example", "seconds", "lines", show_edge=False)
    try:
        found = find_examples(select(paths or [], project or []))
        if not found:
            raise UsageError("no file with a main() and a guard that calls it in what was asked for")
        failure = _run_all(console, found, table, workers, timeout)
    except UsageError as error:
        console.print(f"examples: {error}", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        console.print("examples: interrupted")
        raise typer.Exit(130) from None
    console.print(table)
    ran = f"{table.row_count} of {len(found)} ran, {time.monotonic() - started:.0f} s"
    if failure:
        console.print(f"{failure}\nexamples: {ran}", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(1)
    console.print(f"examples: {ran}", highlight=False)


def _is_example(file: Path) -> bool:
    try:
        body = ast.parse(read_source(file)[0]).body
    except SyntaxError as error:
        raise not_python(file, error) from error
    guards = {ast.unparse(node.test) for node in body if isinstance(node, ast.If)}
    mains = [node for node in body if isinstance(node, ast.FunctionDef) and node.name == "main"]
    return bool(mains) and "__name__ == '__main__'" in guards


def _run_all(console: Console, found: list[Example], table: Table, workers: int, timeout: float) -> str | None:
    """Run examples, a row of the table each; return the output and complaint of the first that fails."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with ExitStack() as stack:
        progress = stack.enter_context(Progress(*columns, console=console))
        projects = dict.fromkeys(example.project for example in found)
        starts = {project: _start(project, stack) for project in projects}
        pool = stack.enter_context(ThreadPoolExecutor(workers))
        runner = stack.enter_context(Runner())  # the first to leave: it ends what the pool waits for
        task = progress.add_task("", total=len(found))
        running = [pool.submit(_run, runner, example, timeout, starts[example.project]) for example in found]
        for example, future in zip(found, running, strict=True):
            progress.update(task, description=shown(example.file))
            finished = future.result()
            table.add_row(shown(example.file), f"{finished.seconds:.1f}", str(len(finished.output.splitlines())))
            if wrong := complaint(finished, timeout):
                return f"{finished.output.rstrip()}\n{shown(example.file)}: {wrong}".lstrip()
            progress.advance(task)
    return None


def _start(project: Project, stack: ExitStack) -> Start:
    """Return what starts the examples of a project: a fork saves imports where they take long."""
    if not project.dependencies():
        return start_process
    return stack.enter_context(WarmPython(outside_imports(project, tests=False), os.environ)).start


def _run(runner: Runner, example: Example, timeout: float, start: Start) -> Finished:
    command = [sys.executable, str(example.file)]
    environment = _environment(example.project)
    return runner.run(command, cwd=example.project.root, env=environment, timeout=timeout, start=start)


def _environment(project: Project) -> dict[str, str]:
    """Return our environment, in which the example finds the packages of its project."""
    places = [str(project.root), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, places))}


if __name__ == "__main__":
    # A terminated run ends its example as an interrupted one does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    app()
