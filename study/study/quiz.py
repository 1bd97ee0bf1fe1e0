"""``study quiz``: the checkpoints of the roadmap's phases, a final exam, and a quiz for each topic.

Output is traced and typed, statements are chosen, and functions are written in the practice folder, where the example's
own tests grade them. A checkpoint is passed when every answer is right. The seed is shown: the same one draws the same
quiz.

Cost: every answer is stored when it is given; a function to write is graded by pytest, some seconds.
Not for: remembering over weeks; ``study review`` asks when it is time.
"""

import secrets
from functools import partial
from typing import Annotated

import typer

from study.asking import ask, explain
from study.dialogue import Dialogue
from study.drawing import draw, make_item
from study.projects import UsageError
from study.quiz_code import write_code
from study.quiz_pools import FINAL, default_count, find_pool
from study.quiz_runs import TABLES, Run, Runs
from study.quiz_score import show_history, show_quizzes, show_score
from study.workspace import Workspace, open_workspace


def quiz(
    what: Annotated[str | None, typer.Argument(help="phase-1 to phase-9, final, or a topic.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, max=10**9, help="Draw the quiz of this number again.")] = None,
    count: Annotated[int | None, typer.Option(min=1, help="How many questions; 10 unless given, final 25.")] = None,
    go_on: Annotated[bool, typer.Option("--continue", help="Go on with the quiz that was left.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Repeat what was not right in the latest quiz.")] = False,
    history: Annotated[bool, typer.Option("--history", help="Show the quizzes so far, and their scores.")] = False,
) -> None:
    """Ask questions of a phase, of a topic or of all, and show the score and what to read again."""
    if sum([what is not None, go_on, again, history]) > 1:
        raise UsageError("choose one of a quiz's name, --continue, --again and --history")
    workspace = open_workspace()
    dialogue = Dialogue(workspace)
    with workspace.store(TABLES) as connection:
        runs = Runs(connection)
        if history:
            show_history(workspace, list(runs.latest()))
            return
        if what is None and not go_on and not again:
            show_quizzes(workspace)
            return
        run = _continued(runs) if go_on else _repeated(workspace, runs, seed) if again else None
        if what is not None:
            run = _left_before(runs, dialogue) or _begun(workspace, runs, what, seed, count)
        if run is None:
            return
        try:
            _ask_all(workspace, runs, run, dialogue)
        except (EOFError, KeyboardInterrupt):
            done = len(run.drawn) - len(runs.reload(run).open)
            dialogue.say()
            dialogue.say(f"Stopped; what was answered is kept: {done} of {len(run.drawn)}.")
            dialogue.say("Go on: study quiz --continue")
            raise typer.Exit(1) from None
        run = runs.reload(run)
    show_score(workspace, dialogue, run)
    if run.right < len(run.drawn):
        raise typer.Exit(1)


def _begun(workspace: Workspace, runs: Runs, what: str, seed: int | None, count: int | None) -> Run:
    pool = find_pool(what, workspace.topics, workspace.questions)
    seed = secrets.randbelow(10_000) if seed is None else seed
    usual = default_count(pool.name)
    count = count or usual
    items = draw(pool.questions, workspace.questions, seed, count, by_phase=pool.name == FINAL)
    if not items:
        raise UsageError(f"{pool.name} has no question that a quiz can ask yet")
    whole = len(items) >= min(usual, len(pool.questions))
    return runs.start(pool.name, seed, count, items, checkpoint=pool.checkpoint and whole)


def _continued(runs: Runs) -> Run:
    run = runs.unfinished()
    if run is None:
        raise UsageError("no quiz was left unfinished; begin one: study quiz phase-1")
    return run


def _repeated(workspace: Workspace, runs: Runs, seed: int | None) -> Run | None:
    """Begin a quiz of what was not right in the latest one, or say that there is nothing."""
    latest = runs.answered()
    if latest is None:
        raise UsageError("there is no quiz to repeat; begin one: study quiz phase-1")
    seed = secrets.randbelow(10_000) if seed is None else seed
    known = {question.id: question for question in workspace.questions}
    missing = [each for each in latest.drawn if not each.is_right and each.question in known]
    made = (make_item(known[each.question], each.form, seed, workspace.questions) for each in missing)
    items = [item for item in made if item]
    if not items:
        workspace.say(f"Nothing to repeat: in the latest quiz ({latest.what}) everything was right.")
        return None
    runs.give_up(latest)
    return runs.start(latest.what, seed, None, items, checkpoint=False)


def _left_before(runs: Runs, dialogue: Dialogue) -> Run | None:
    """Offer the quiz that was left before; without somebody to ask, say how to go on with it."""
    run = runs.unfinished()
    if run is None or len(run.open) == len(run.drawn):
        return None
    left = f"A quiz was left: {run.what}, {len(run.drawn) - len(run.open)} of {len(run.drawn)} answered."
    if not dialogue.with_person:
        dialogue.say(f"{left} Go on with it: study quiz --continue")
        return None
    dialogue.say(left)
    try:
        reply = dialogue.read("Go on with it? [Y/n] ")
    except EOFError:
        raise typer.Exit(1) from None
    if reply.strip().lower() in {"", "y", "yes"}:
        return run
    runs.give_up(run)
    return None


def _ask_all(workspace: Workspace, runs: Runs, run: Run, dialogue: Dialogue) -> None:
    known = {question.id: question for question in workspace.questions}
    number = len(run.drawn)
    dialogue.heading(f"Quiz {run.what}: {number} question{'s'[: number != 1]}, seed {run.seed}")
    for number, drawn in enumerate(run.drawn, start=1):
        if drawn.is_right is not None:
            continue
        question = known.get(drawn.question)
        item = make_item(question, drawn.form, run.seed, workspace.questions) if question else None
        if question is None or item is None:
            dialogue.say(f"{drawn.question} is not asked any more; it is taken out of this quiz.")
            runs.forget(run, drawn)
            continue
        dialogue.say()
        dialogue.heading(f"{number} of {len(run.drawn)} · {question.topic.name} · {question.level}")
        dialogue.heading(question.title)
        answer = ask(item, dialogue, partial(write_code, workspace))
        runs.answer(run, drawn, answer.text, right=answer.right)
        explain(question, dialogue)
        dialogue.pause("\nEnter goes on. ")
