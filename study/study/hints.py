"""``study hint``: three steps towards a function, each saying more than the one before.

1. The idea: what its docstring asks for.
2. The failing case: the call that goes wrong, line by line, and what the reference makes of the same call.
3. The reference of this one function.

A hint is about the function to work on: the first that fails, or else the first that is to do. The next ``study hint``
about the same function goes one level further.

Cost: a run of the exercise's tests; level 2 takes three.
Not for: the whole solution; ``study diff`` shows it once the exercise passes.
"""

import ast
import inspect
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.markdown import Markdown
from rich.syntax import Syntax

from study.grading import Grader, Report
from study.learner_files import read_learner_file
from study.practice import Name, chosen
from study.processes import Runner
from study.projects import UsageError, shown
from study.results import State
from study.sources import Lines, read_source
from study.topics import Exercise
from study.traces import Call, Traced, failing_case, read_traces
from study.workspace import Workspace, open_workspace

LEVELS = 3
TABLES = """
CREATE TABLE IF NOT EXISTS hints (
    exercise TEXT NOT NULL,
    function TEXT NOT NULL,
    level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 3),
    PRIMARY KEY (exercise, function)
) STRICT;
"""


def hint(
    name: Name = None,
    function: Annotated[str | None, typer.Option(help="The function it is about, instead of the next one.")] = None,
    level: Annotated[int | None, typer.Option(min=1, max=LEVELS, help="1, 2 or 3, instead of the next one.")] = None,
) -> None:
    """Give a hint: the idea, then the failing case, then the reference of one function."""
    workspace = open_workspace()
    exercise = chosen(workspace, name)
    source, encoding = read_learner_file(workspace, exercise)
    with Runner() as runner, Grader(exercise, runner) as grader:
        with workspace.console.status("Running the tests"):
            report = grader.grade(source, encoding)
        wanted = _function(exercise, report, function)
        if wanted is None:
            workspace.say(f"{exercise.name} passes: there is nothing left to hint at. `study diff` compares.")
            return
        level = level or _next_level(workspace, exercise, wanted)
        workspace.say(f"{exercise.name}: {wanted}, hint {level} of {LEVELS}\n")
        if level == 1:
            _show_idea(workspace, exercise, wanted)
        elif level == 2:
            with workspace.console.status("Running the tests"):
                case = None if report.problem else trace(grader, exercise, wanted, source, encoding)
            _show_case(workspace, report, wanted, source, case)
        else:
            _show_reference(workspace, exercise, wanted)
    _remember(workspace, exercise, wanted, level)
    if level < LEVELS:
        what = {1: "the failing case, step by step", 2: "the reference of this function"}[level]
        workspace.say(f"\n`study hint` again shows {what}.")


def trace(
    grader: Grader, exercise: Exercise, function: str, source: str, encoding: str
) -> tuple[Traced, Call, Call | None] | None:
    """Run the tests against a source and the reference; return the case to look at, as ``traces.failing_case`` does."""
    reference, reference_encoding = read_source(exercise.file)
    with TemporaryDirectory(prefix="hint-") as folder:
        runs: list[list[Traced]] = []
        for number, (text, its_encoding) in enumerate([(source, encoding), (reference, reference_encoding)]):
            output = Path(folder, str(number))
            wanted = {"file": str(grader.file), "function": function, "output": str(output)}
            options = ("-p", "study_trace", "--tb=no", "--show-capture=no")
            grader.run(text, its_encoding, options, {"STUDY_TRACE": json.dumps(wanted)})
            runs.append(read_traces(output))
    return failing_case(*runs)


def find_definition(source: str, function: str) -> ast.FunctionDef | ast.AsyncFunctionDef:
    """Return the definition of a function or method (``Class.method``); raise UsageError when there is none."""
    body: list[ast.stmt] = ast.parse(source).body
    *classes, name = function.split(".")
    for part in classes:
        found = [node for node in _statements(body) if isinstance(node, ast.ClassDef) and node.name == part]
        body = found[0].body if found else []
    for node in _statements(body):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name:
            return node
    raise UsageError(f"{function}: no such function")


def _statements(body: list[ast.stmt]) -> list[ast.stmt]:
    """Return statements, and those behind conditions."""
    inner = [each for node in body if isinstance(node, ast.If | ast.Try) for each in [*node.body, *node.orelse]]
    return [*body, *(_statements(inner) if inner else [])]


def _function(exercise: Exercise, report: Report, wanted: str | None) -> str | None:
    if wanted is None:
        return None if report.passed else report.next or next(iter(report.functions))
    if wanted not in report.functions:
        raise UsageError(f"{wanted!r}: {exercise.name} asks for {', '.join(report.functions)}")
    return wanted


def _next_level(workspace: Workspace, exercise: Exercise, function: str) -> int:
    with workspace.store(TABLES) as store:
        query = "SELECT level FROM hints WHERE exercise = ? AND function = ?"
        row = store.execute(query, (exercise.name, function)).fetchone()
    return min(row["level"] + 1, LEVELS) if row else 1


def _remember(workspace: Workspace, exercise: Exercise, function: str, level: int) -> None:
    with workspace.store(TABLES) as store:
        store.execute("INSERT OR REPLACE INTO hints VALUES (?, ?, ?)", (exercise.name, function, level))


def _show_idea(workspace: Workspace, exercise: Exercise, function: str) -> None:
    """Show what the docstring says, or the module's where the function has none."""
    source = read_source(exercise.file)[0]
    node = find_definition(source, function)
    lesson = ast.get_docstring(ast.parse(source)) or ""
    idea = ast.get_docstring(node) or f"Part of: {lesson.partition('\n\n')[0]}"
    workspace.console.print(_code(_signature(source, node)))
    workspace.console.print(Markdown(_with_examples(idea)))


def _show_case(
    workspace: Workspace, report: Report, function: str, source: str, case: tuple[Traced, Call, Call | None] | None
) -> None:
    if case is None:
        workspace.say(report.problem or "No failing test calls it in this process; see `study check`.")
        return
    traced, mine, reference = case
    workspace.say(f"In the test {traced.test.rpartition('::')[2]}:\n")
    workspace.say(f"{mine.function}({', '.join(f'{name}={value}' for name, value in mine.arguments.items())})")
    if report.functions[function] is not State.TO_DO:
        lines = Lines(source)
        texts = [lines[step.line] for step in mine.steps if step.line is not None]
        indent = min((len(text) - len(text.lstrip()) for text in texts), default=0)
        for step in mine.steps:
            for name, value in step.changes.items():
                workspace.say(f"         {name} = {value}")
            if step.line is not None:
                workspace.say(f"  {step.line:>4} | {lines[step.line][indent:]}")
        workspace.say(f"\nyours     {mine.result}")
    if reference is not None:
        workspace.say(f"reference {reference.result}")


def _show_reference(workspace: Workspace, exercise: Exercise, function: str) -> None:
    source = read_source(exercise.file)[0]
    node = find_definition(source, function)
    workspace.console.print(_code(_text(source, node), node.lineno))
    workspace.say(f"From {shown(exercise.file)}:{node.lineno}")


def _signature(source: str, node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    return _text(source, node, node.body[0].lineno - 1).rstrip()


def _text(source: str, node: ast.FunctionDef | ast.AsyncFunctionDef, last: int | None = None) -> str:
    """Return a function's lines with its decorators, without the indentation of its class."""
    lines = Lines(source)
    start = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
    end = max(node.lineno, last or node.end_lineno or node.lineno)
    return inspect.cleandoc("\n" + "\n".join(lines[number] for number in range(start, end + 1)))


def _with_examples(docstring: str) -> str:
    """Return a docstring as Markdown, in which its doctests are blocks of code."""
    paragraphs = docstring.split("\n\n")
    return "\n\n".join(
        f"```python\n{inspect.cleandoc(paragraph)}\n```" if paragraph.lstrip().startswith(">>>") else paragraph
        for paragraph in paragraphs
    )


def _code(text: str, line: int | None = None) -> Syntax:
    return Syntax(text, "python", line_numbers=line is not None, start_line=line or 1, word_wrap=True)
