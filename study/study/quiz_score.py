"""What is shown after a quiz, and about all of them: scores, what to read again, and how to go on.

Cost: one line a question that was not right.
"""

from collections.abc import Sequence

from rich.table import Table

from study.dialogue import Dialogue
from study.places import answer_place, code_place, where
from study.questions import Question
from study.quiz_pools import default_count, sizes
from study.quiz_runs import Run
from study.workspace import Workspace


def show_score(workspace: Workspace, dialogue: Dialogue, run: Run) -> None:
    """Show the score in all and of each topic, what to revisit, and whether the checkpoint is passed."""
    known = {question.id: question for question in workspace.questions}
    asked = [(known[each.question], each.is_right is True) for each in run.drawn if each.question in known]
    dialogue.say()
    dialogue.heading(f"Score: {run.right} of {len(run.drawn)} right ({percent(run)} %)")
    table = Table("topic", "right", box=None, pad_edge=False)
    for name in dict.fromkeys(question.topic.name for question, _ in asked):
        answers = [right for question, right in asked if question.topic.name == name]
        table.add_row(name, f"{sum(answers)} of {len(answers)}")
    workspace.console.print(table)
    missed = [question for question, right in asked if not right]
    if missed:
        _show_what_to_revisit(dialogue, missed)
    dialogue.say()
    for line in verdict(run):
        dialogue.say(line)


def verdict(run: Run) -> list[str]:
    """Return what a score means, and the commands that go on from it."""
    missing = len(run.drawn) - run.right
    this = f"study quiz {run.what} --seed {run.seed}"
    if run.count not in {None, default_count(run.what)}:
        this += f" --count {run.count}"
    if not run.drawn:
        return [f"None of its questions is asked any more. Begin a new one: study quiz {run.what}"]
    if missing:
        lines = [f"Not done yet: {missing} of {len(run.drawn)} not right; a checkpoint is passed at 100 %."]
        lines.append("Repeat what was not right: study quiz --again")
        return lines if run.count is None else [*lines, f"Take the same quiz again: {this}"]
    if run.passed:
        return [f"{run.what} is passed: all {len(run.drawn)} right.", f"To show it to somebody: {this}"]
    if run.count is None:
        return ["All that was missing is right now.", f"Take a whole quiz to pass: study quiz {run.what}"]
    return [f"All right. The same quiz again: {this}"]


def percent(run: Run) -> int:
    """Return the share of right answers, rounded down, so that 100 means all of them."""
    return 100 * run.right // max(len(run.drawn), 1)


def show_history(workspace: Workspace, runs: Sequence[Run]) -> None:
    """Show all quizzes, the latest last, with date, seed and score."""
    if not runs:
        workspace.say("No quiz yet; begin one: study quiz phase-1")
        return
    table = Table(box=None, pad_edge=False, collapse_padding=True)
    table.add_column("begun", min_width=len("2026-01-01"))
    for name in ("quiz", "seed", "right", ""):
        table.add_column(name, overflow="fold")
    for run in reversed(runs):
        state = "passed" if run.passed else f"{len(run.open)} open" if run.open else f"{percent(run)} %"
        what = run.what if run.count is not None else f"{run.what} again"
        begun = f"{run.started.astimezone():%Y-%m-%d %H:%M}"
        table.add_row(begun, what, str(run.seed), f"{run.right}/{len(run.drawn)}", state)
    workspace.console.print(table)


def show_quizzes(workspace: Workspace) -> None:
    """Show what there is to be asked about, and how many questions each has."""
    table = Table("study quiz ...", "questions", box=None, pad_edge=False)
    for name, number in sizes(workspace.topics, workspace.questions):
        table.add_row(name, str(number) if number else "none yet")
    workspace.console.print(table)


def _show_what_to_revisit(dialogue: Dialogue, missed: Sequence[Question]) -> None:
    dialogue.say()
    dialogue.heading("Read again:")
    for name in dict.fromkeys(question.topic.name for question in missed):
        of_topic = [question for question in missed if question.topic.name == name]
        dialogue.line(f"{name}: {where(of_topic[0].topic.root / 'README.md')}")
        for question in of_topic:
            dialogue.say(f"- {question.title}")
            dialogue.line(f"  {answer_place(question)}")
            for link in question.code:
                dialogue.line(f"  {code_place(link)}")
