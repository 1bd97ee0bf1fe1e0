import io
import re
import sys
from collections.abc import Callable, Iterator
from itertools import accumulate, repeat
from pathlib import Path

import pexpect  # type: ignore[import-untyped]  # its types are a package of their own
import pytest
import typer
from markdown_it import MarkdownIt
from rich.console import Console
from typer.testing import CliRunner, Result

from study.cli import complaining
from study.dialogue import Dialogue
from study.interview import as_markdown, clock_face, interview, title, walk_through
from study.interview_plan import Part, Plan, Slot, make_plan
from study.questions import Level
from study.workspace import Workspace

DEADLINE = 30
app = typer.Typer()
app.command()(complaining(interview))


@pytest.fixture(autouse=True)
def in_repository(small_repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(small_repository)


def prepare(*arguments: str, answers: str = "", columns: int = 100) -> Result:
    return CliRunner().invoke(app, arguments, input=answers, env={"COLUMNS": str(columns), "NO_COLOR": "1"})


def plan_of(workspace: Workspace, minutes: int = 60, level: Level = Level.MID) -> Plan:
    return make_plan(workspace.topics, workspace.questions, minutes, level, 1)


def link(text: str, target: str) -> str:
    return f"<{text}|{target}>"


def typing(monkeypatch: pytest.MonkeyPatch, text: str) -> tuple[Workspace, io.StringIO]:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    output = io.StringIO()
    monkeypatch.setattr(sys, "stdout", output)
    return Workspace(Path(), Console(file=output, width=100)), output


def seconds_a_look(seconds: float) -> Callable[[], float]:
    """Return a clock that goes on by so much whenever it is looked at."""
    times: Iterator[float] = accumulate(repeat(seconds))
    return lambda: next(times)


def test_a_plan_in_a_pipe_is_markdown_with_links_that_lead_somewhere(small_repository: Path) -> None:
    result = prepare("--seed", "1", "--level", "senior")

    assert result.exit_code == 0
    tokens = [child for token in MarkdownIt().parse(result.output) for child in token.children or []]
    targets = [str(token.attrs["href"]) for token in tokens if token.type == "link_open"]
    assert len(targets) >= 3
    assert all((small_repository / target.partition("#")[0]).is_file() for target in targets)
    headings = re.findall("^## (.+)$", result.output, re.MULTILINE)
    assert headings == [*(part for part in Part if part in headings), "Notes"]
    assert "- `study practice 01-basics/basics/words.py`" in result.output.replace("Begin: ", "")


def test_slots_follow_one_another_and_the_last_ends_in_time() -> None:
    result = prepare("--seed", "1", "--minutes", "60")

    begins = [
        (int(hours) * 60 + int(minutes), int(length))
        for hours, minutes, length in re.findall(r"^- (\d):(\d\d), (\d+) min: ", result.output, re.MULTILINE)
    ]
    ends = [begin + length for begin, length in begins]
    assert [begin for begin, _ in begins] == [0, *ends[:-1]]
    assert ends[-1] <= 60


def test_the_plan_names_the_command_that_makes_it_again() -> None:
    first = prepare("--level", "senior", "--topics", "basics,01-basics", "--minutes", "45").output

    command = re.search("`study interview (.+) --run`", first)
    assert command is not None
    assert prepare(*command[1].split()).output == first
    assert "About 01-basics.\n" in first


def test_what_is_left_out_or_replaced_is_said() -> None:
    output = prepare("--minutes", "5", "--level", "senior").output

    assert "- Live coding: left out, it takes 10 minutes." in output
    assert "- Design: left out, no question of this kind in these topics yet." in output
    assert "- Say aloud: mid, as no more senior question of this kind is left." in output


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [(["--topics", "01-basic5"], "no such topic; did you mean 01-basics"), (["--level", "boss"], "boss")],
)
def test_what_cannot_be_planned_is_said(arguments: list[str], complaint: str) -> None:
    result = prepare(*arguments)

    assert result.exit_code == 2
    assert complaint in result.output


def test_a_run_shows_each_slot_with_its_answer() -> None:
    result = prepare("--run", "--seed", "1", answers="\n" * 20)

    assert result.exit_code == 0
    assert "**The tax is rounded to the nearest cent, which is one.**" in result.output
    assert "In another terminal: study practice 01-basics/basics/words.py" in result.output
    assert "of 20:00 used." in result.output
    assert result.output.endswith("That was all of it.\n")


def test_a_run_can_be_left_at_any_time() -> None:
    result = prepare("--run", "--seed", "1", answers="\n")

    assert result.exit_code == 0
    assert re.search(r"Stopped after 1 of \d\.\n$", result.output)


def test_the_time_that_is_left_is_that_of_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    workspace, output = typing(monkeypatch, "\n" * 20)
    plan = plan_of(workspace)

    walk_through(plan, Dialogue(workspace), seconds_a_look(30))

    used = re.findall(r"0:30 of \d+:00 used\.", output.getvalue())
    left = re.findall(r"The whole: (\S+) left of 60:00\.", output.getvalue())
    assert len(used) == len(left) == len(plan.slots)
    assert left[:2] == ["58:30", "57:00"]


def test_a_plan_without_questions_is_its_notes() -> None:
    lines = list(as_markdown(Plan(5, Level.MID, 1, (), ("Nothing.",)), [], "study interview", link))

    assert lines[-1] == "- Nothing."
    assert lines[0] == "# Interview: 5 minutes, mid"


def test_titles_say_what_to_do(small_repository: Path) -> None:
    workspace = Workspace(small_repository)
    file = small_repository / "01-basics" / "basics" / "words.py"
    exercise = workspace.topics[0].exercises[0]

    titles = [
        title(Slot(Part.ALOUD, 3, question=workspace.questions[0]), link),
        title(Slot(Part.CODING, 20, exercise=exercise), link),
        title(Slot(Part.REVIEW, 2, file=file), link),
        title(Slot(Part.READING, 1, file=file), link),
    ]

    path = "01-basics/basics/words.py"
    assert titles == [
        "Why Decimal and not float? (junior)",
        f"Write {path}",
        f"Review <{path}|{path}> (6 lines) as if it were a pull request",
        f"Read <{path}|{path}> (6 lines)",
    ]


@pytest.mark.parametrize(
    ("seconds", "face"),
    [(0, "0:00 left"), (59.1, "1:00 left"), (3600, "60:00 left"), (-1, "0:01 over"), (-75.5, "1:15 over")],
)
def test_the_clock_counts_down_and_then_up(seconds: float, face: str) -> None:
    assert clock_face(seconds) == face


@pytest.mark.skipif(sys.platform == "win32", reason="pexpect needs a pseudo-terminal")
def test_on_a_terminal_the_time_runs_until_enter(small_repository: Path) -> None:
    code = "import typer; from study.interview import interview; typer.run(interview)"
    terminal = pexpect.spawn(
        sys.executable, ["-c", code, "--run", "--seed", "1"], encoding="utf-8", timeout=DEADLINE, dimensions=(40, 100)
    )
    try:
        terminal.expect_exact("2:00 left, Enter when you are done")
        terminal.expect_exact("\r1:59 left, Enter when you are done")
        terminal.sendline("")
        terminal.expect(r"0:0\d of 2:00 used\.")
        terminal.expect_exact("Enter goes on.")
        terminal.sendeof()
        terminal.expect(r"Stopped after 1 of \d\.")
        terminal.expect(pexpect.EOF)
    finally:
        terminal.close(force=True)
    assert terminal.exitstatus == 0
