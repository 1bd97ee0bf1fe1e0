"""``study review``: the questions again, each when it is about to be forgotten.

What is due comes first, then new questions along the learning path. Say the answer before you look at it, then say how
well you knew it: that decides when the question comes again. Each rating is stored at once.

Cost: reads the questions of the chosen topics once; a commit a rating.
Not for: finding out what you know under pressure; ``study quiz`` keeps a score.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from study.asking import explain
from study.dialogue import Dialogue
from study.projects import UsageError
from study.questions import WRONG, Question, read_all
from study.topics import choose_topics
from study.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from fsrs import Rating

    from study.schedules import Schedules

type Clock = Callable[[], datetime]


def review(
    topics: Annotated[
        list[str] | None, typer.Argument(help="Topics, or parts of their names. All if left out.")
    ] = None,
    new: Annotated[int, typer.Option(min=0, help="At most so many questions never seen before.")] = 10,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many in all.")] = None,
    stats: Annotated[bool, typer.Option("--stats", help="Show how much of each topic you know, and stop.")] = False,
    export_to: Annotated[Path | None, typer.Option("--export", help="Write all schedules to a JSON file.")] = None,
    import_from: Annotated[Path | None, typer.Option("--import", help="Merge schedules from such a file.")] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Replace what --export or --import finds, without asking.")
    ] = False,
) -> None:
    """Repeat questions when they are about to be forgotten."""
    # fsrs takes longer to import than a --help may take
    from study.schedule_files import export_schedules, import_schedules
    from study.schedules import TABLES, Schedules

    if stats + (export_to is not None) + (import_from is not None) > 1:
        raise UsageError("--stats, --export and --import are one at a time")
    workspace = open_workspace()
    dialogue = Dialogue(workspace)
    with workspace.store(TABLES) as store:
        schedules = Schedules(store)
        if export_to:
            export_schedules(schedules, export_to, dialogue, yes=yes)
        elif import_from:
            import_schedules(schedules, import_from, dialogue, yes=yes)
        else:
            chosen = [topic for name in topics or [] for topic in choose_topics(workspace.topics, name)]
            unique = {topic.name: topic for topic in chosen or workspace.topics}
            questions = read_all(list(unique.values()))
            if stats:
                show_stats(questions, schedules, workspace, _now())
            else:
                repeat(questions, schedules, dialogue, _now, new=new, limit=limit)


def repeat(
    questions: Sequence[Question],
    schedules: "Schedules",
    dialogue: Dialogue,
    clock: Clock,
    *,
    new: int,
    limit: int | None = None,
) -> None:
    """Ask what is due, then up to ``new`` questions never rated; stop at ``limit``, or when no answer comes."""
    by_id = {question.id: question for question in questions}
    known = schedules.all()
    fresh = [question.id for question in questions if question.id not in known][:new]
    given: Counter[Rating] = Counter()
    while limit is None or given.total() < limit:
        due = schedules.due(clock(), by_id)
        if not (due or fresh):
            break
        question = by_id[(due or fresh)[0]]
        dialogue.heading(question.title)
        state = f"due, {len(due) + len(fresh)} to go" if due else f"new, {len(fresh)} to go"
        dialogue.say(f"{question.topic.name} · {question.level} · {question.kind} · {state}")
        try:
            rating = _ask(question, schedules, dialogue, clock)
        except EOFError:
            break
        schedules.rate(question.id, rating, clock())
        given[rating] += 1
        if not due:
            del fresh[0]
        dialogue.say()
    _summarize(given, by_id, schedules, dialogue, clock())


def show_stats(questions: Sequence[Question], schedules: "Schedules", workspace: Workspace, now: datetime) -> None:
    """Show a row a topic, and how the ratings of the last 30 days went."""
    from fsrs import Rating

    from study.schedules import remembered

    cards = schedules.all()
    due = set(schedules.due(now, cards))
    table = Table(box=None, pad_edge=False)
    table.add_column("topic", overflow="fold")
    for name in ("all", "seen", "due", "known"):
        table.add_column(name, justify="right")
    for topic in dict.fromkeys(question.topic.name for question in questions):
        ids = [question.id for question in questions if question.topic.name == topic]
        seen = [each for each in ids if each in cards]
        known = round(remembered((cards[each] for each in seen), now))
        table.add_row(topic, str(len(ids)), str(len(seen)), str(len(due.intersection(ids))), str(known))
    workspace.console.print(table)
    recent = [each.rating for each in schedules.ratings() if each.reviewed > now - timedelta(days=30)]
    remembered_again = len(recent) - recent.count(Rating.Again)
    workspace.console.print(
        f"In the last 30 days: {count(len(recent), 'rating')}, {remembered_again} of them better than again."
        if recent
        else "No question was rated in the last 30 days.",
        highlight=False,
    )


def span(time: timedelta) -> str:
    """Return a time in words, in the unit that one would use.

    >>> span(timedelta(minutes=1)), span(timedelta(hours=30)), span(timedelta(days=8)), span(timedelta(days=100))
    ('1 min', '1 day', '8 days', '3 months')
    """
    if time < timedelta(hours=1):
        return f"{max(1, round(time / timedelta(minutes=1)))} min"
    for days, name in ((365, "year"), (30, "month"), (1, "day")):
        if time >= timedelta(days=2 * days if days > 1 else 1):
            return count(round(time / timedelta(days=days)), name)
    return count(round(time / timedelta(hours=1)), "hour")


def count(number: int, name: str) -> str:
    """Return a number of things in words.

    >>> count(1, "rating"), count(2, "rating")
    ('1 rating', '2 ratings')
    """
    return f"{number} {name}" if number == 1 else f"{number} {name}s"


def _ask(question: Question, schedules: "Schedules", dialogue: Dialogue, clock: Clock) -> "Rating":
    """Show a question, then its answer, and return how well it was known; raise EOFError when nobody says."""
    dialogue.say()
    if question.task:
        dialogue.markdown(question.task)
        dialogue.say()
    dialogue.pause("Say your answer, then press Enter. ")
    dialogue.heading("Answer")
    explain(question, dialogue)
    _, _, wrong = question.answer.partition(f"{WRONG}\n")
    if wrong.strip():
        dialogue.say()
        dialogue.say(WRONG)
        dialogue.markdown(wrong)
    dialogue.say()
    now = clock()
    choices = schedules.choices(question.id, now)
    for rating, card in choices.items():
        dialogue.say(f"  {int(rating)} {rating.name.lower():<6} comes again in {span(card.due - now)}")
    while True:
        typed = dialogue.read("How well did you know it, 1 to 4? ").strip().lower()
        for rating in choices:
            if typed and (typed == str(int(rating)) or rating.name.lower().startswith(typed)):
                return rating
        dialogue.say("Type 1, 2, 3 or 4, or the word behind it. Ctrl-D ends.")


def _summarize(
    given: "Counter[Rating]", by_id: dict[str, Question], schedules: "Schedules", dialogue: Dialogue, now: datetime
) -> None:
    from fsrs import Rating

    if given:
        how = ", ".join(f"{given[rating]} {rating.name.lower()}" for rating in Rating)
        dialogue.say(f"Reviewed {given.total()}: {how}.")
    cards = schedules.all()
    due = schedules.due(now, by_id)
    coming = [card.due for question, card in cards.items() if question in by_id and card.due > now]
    unseen = len(by_id.keys() - cards.keys())
    if due:
        dialogue.say(f"{len(due)} due now.")
    elif coming:
        dialogue.say(f"Nothing is due now. The next comes in {span(min(coming) - now)}.")
    else:
        dialogue.say("Nothing is due.")
    if unseen:
        dialogue.say(f"{len(by_id) - unseen} of {len(by_id)} questions seen so far.")


def _now() -> datetime:
    return datetime.now(UTC)
