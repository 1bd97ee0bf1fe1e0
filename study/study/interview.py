"""``study interview``: a plan for an interview, within the minutes and at the level asked for, and a run through it.

The plan is Markdown: ``study interview > plan.md`` keeps it. With ``--run`` each item is shown, timed and answered at
the terminal; Ctrl-C or Ctrl-D leaves at any time.

Cost: reads all questions once; the clock of ``--run`` wakes once a second.
Not for: keeping scores; say the answer aloud, then judge yourself by the one shown.
"""

import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from math import ceil
from typing import Annotated, Self

import typer

from study.asking import explain
from study.dialogue import Dialogue
from study.drawing import exercise_of
from study.interview_plan import Part, Plan, Slot, line_count, make_plan
from study.places import answer_place, where
from study.questions import Kind, Level
from study.topics import Topic, choose_topics
from study.workspace import open_workspace

type Clock = Callable[[], float]
type Link = Callable[[str, str], str]


def interview(
    minutes: Annotated[int, typer.Option(min=5, max=480, help="How long it may take, reading included.")] = 60,
    level: Annotated[Level, typer.Option(help="The level of the questions; the nearest fill gaps.")] = Level.MID,
    topics: Annotated[
        str | None, typer.Option(help="Names with commas between: api,database. All if left out.")
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, max=10**9, help="Make the plan of this number again.")] = None,
    run: Annotated[bool, typer.Option("--run", help="Go through it now, with a clock.")] = False,
) -> None:
    """Plan an interview: questions to say aloud, code to write and review, a design, and files to read."""
    workspace = open_workspace()
    dialogue = Dialogue(workspace)
    names = [name.strip() for name in (topics or "").split(",") if name.strip()]
    chosen = [topic for name in names for topic in choose_topics(workspace.topics, name)] or workspace.topics
    unique = list({topic.name: topic for topic in chosen}.values())
    questions = [question for question in workspace.questions if question.topic.name in {each.name for each in unique}]
    seed = secrets.randbelow(10_000) if seed is None else seed
    plan = make_plan(unique, questions, minutes, level, seed)
    if run:
        walk_through(plan, dialogue, time.monotonic)
        return
    again = f"study interview --minutes {minutes} --level {level} --seed {seed}"
    again += f" --topics {','.join(names)}" if names else ""
    for line in as_markdown(plan, unique, again, _target if dialogue.on_screen else _markdown_link):
        if dialogue.on_screen and line.startswith("#"):
            dialogue.heading(line.lstrip("# "))
        elif line.startswith("  "):
            dialogue.line(line)
        else:
            dialogue.say(line)


def as_markdown(plan: Plan, topics: Sequence[Topic], again: str, link: Link) -> Iterator[str]:
    """Yield the lines of a plan; ``again`` is the command that makes it, ``link`` writes a link."""
    yield f"# Interview: {plan.minutes} minutes, {plan.level}"
    yield ""
    yield f"About {', '.join(topic.name for topic in topics)}."
    yield f"Go through it with a clock: `{again} --run`"
    begin, part = 0, None
    for slot in plan.slots:
        if slot.part is not part:
            yield from ("", f"## {slot.part}", "")
        part = slot.part
        yield f"- {begin // 60}:{begin % 60:02}, {slot.minutes} min: {title(slot, link)}"
        yield from (f"  - {line}" for line in _places(slot, link))
        begin += slot.minutes
    if plan.notes:
        yield from ("", "## Notes", "")
        yield from (f"- {note}" for note in plan.notes)


def title(slot: Slot, link: Link) -> str:
    """Return in a line what is to be done in a slot; ``link`` writes a link to a file."""
    if slot.question:
        return f"{slot.question.title} ({slot.question.level})"
    if slot.exercise:
        return f"Write {slot.exercise.name}"
    if slot.file:
        file = f"{link(where(slot.file), where(slot.file))} ({line_count(slot.file)} lines)"
        return f"Review {file} as if it were a pull request" if slot.part is Part.REVIEW else f"Read {file}"
    return str(slot.part)


def walk_through(plan: Plan, dialogue: Dialogue, clock: Clock) -> None:
    """Show each slot, wait for Enter while its time runs, and show the answer; say what is left of the whole."""
    started = clock()
    done = 0
    try:
        for slot in plan.slots:
            dialogue.say()
            dialogue.heading(f"{done + 1} of {len(plan.slots)} · {slot.part} · {slot.minutes} min")
            _walk(slot, dialogue, clock)
            done += 1
            dialogue.say(f"The whole: {clock_face(60 * plan.minutes - (clock() - started))} of {plan.minutes}:00.")
            if done < len(plan.slots):
                dialogue.pause("Enter goes on. ")
    except (EOFError, KeyboardInterrupt):
        dialogue.say()
        dialogue.say(f"Stopped after {done} of {len(plan.slots)}.")
        return
    dialogue.heading("That was all of it.")


def clock_face(seconds: float) -> str:
    """Return the time that is left, or by how much it is over.

    >>> clock_face(125.2), clock_face(-5.0)
    ('2:06 left', '0:05 over')
    """
    whole = ceil(seconds)
    return f"{abs(whole) // 60}:{abs(whole) % 60:02} {'left' if whole >= 0 else 'over'}"


class _Countdown:
    """A line that shows the time left, written anew every second by a thread until the block ends."""

    def __init__(self, dialogue: Dialogue, deadline: float, clock: Clock) -> None:
        self._dialogue = dialogue
        self._deadline = deadline
        self._clock = clock
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._ended.set()
        self._thread.join()

    def _tick(self) -> None:
        while True:
            self._dialogue.rewrite(f"{clock_face(self._deadline - self._clock())}, Enter when you are done ")
            if self._ended.wait(1):
                return


def _walk(slot: Slot, dialogue: Dialogue, clock: Clock) -> None:
    dialogue.heading(title(slot, _target))
    if slot.question and slot.question.task:
        dialogue.markdown(slot.question.task)
    if slot.part is Part.CODING:
        dialogue.line(f"In another terminal: {_practice(slot)}")
    began = clock()
    if dialogue.with_person:
        with _Countdown(dialogue, began + 60 * slot.minutes, clock):
            dialogue.read("")
    else:
        dialogue.read("Enter when you are done. ")
    dialogue.say(f"{_minutes(clock() - began)} of {slot.minutes}:00 used.")
    if slot.question:
        explain(slot.question, dialogue)


def _places(slot: Slot, link: Link) -> Iterator[str]:
    if slot.part is Part.CODING:
        yield f"Begin: `{_practice(slot)}`"
    if slot.question:
        label = "Answer" if slot.question.kind is not Kind.REVIEW else "Code and answer"
        yield f"{label}: {link(where(slot.question.file), answer_place(slot.question))}"


def _practice(slot: Slot) -> str:
    if slot.question:
        return f"study practice {exercise_of(slot.question).name}"
    return f"study practice {slot.exercise.name}" if slot.exercise else "study practice"


def _markdown_link(text: str, target: str) -> str:
    return f"[{text}]({target.replace(' ', '%20')})"


def _target(text: str, target: str) -> str:
    return target


def _minutes(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"
