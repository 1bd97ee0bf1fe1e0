"""The learner's schedules as JSON, to carry from one machine to another; read back only when every value makes sense.

Whatever is wrong in a file is named with its place (``cards[3].due``), and nothing of that file is used.

Cost: some 300 bytes a question and 90 a rating.
Not for: Anki, which keeps a schedule of its own.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from fsrs import Card, Rating, State

from study.cards import write_whole
from study.dialogue import Dialogue
from study.projects import UsageError, shown
from study.review import count
from study.schedules import Rated, Schedules, card_number, merged

FORMAT = "study review 1"

type Entry = Mapping[str, object]


def to_json(cards: Mapping[str, Card], ratings: Sequence[Rated]) -> str:
    """Return schedules and ratings as JSON; the same ones give the same text."""
    exported = {
        "format": FORMAT,
        "cards": [{"question": question} | _without_id(cards[question]) for question in sorted(cards)],
        "ratings": [
            {"question": each.question, "reviewed": each.reviewed.isoformat(), "rating": each.rating.name.lower()}
            for each in ratings
        ],
    }
    return json.dumps(exported, indent=1, ensure_ascii=False) + "\n"


def from_json(text: str) -> tuple[dict[str, Card], list[Rated]]:
    """Return what ``to_json`` was given; raise UsageError, which says what is wrong where, for anything else."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"not JSON: {error}") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise UsageError(f'expected a file that `study review --export` wrote, with "format": "{FORMAT}"')
    cards: dict[str, Card] = {}
    for place, entry in _entries(document, "cards"):
        question = _question(entry, place)
        if question in cards:
            raise UsageError(f"{place}.question: {question!r} is there twice")
        cards[question] = _card(entry, place, question)
    ratings = [
        Rated(_question(entry, place), _time(entry, place, "reviewed"), _rating(entry, place))
        for place, entry in _entries(document, "ratings")
    ]
    return cards, ratings


def export_schedules(schedules: Schedules, file: Path, dialogue: Dialogue, *, yes: bool) -> None:
    """Write all schedules and ratings to a file; ask before one is replaced, unless ``yes``."""
    if file.exists() and not _agreed(f"{shown(file)} is there already. Replace it?", dialogue, yes=yes):
        dialogue.say("Nothing was written.")
        return
    cards, ratings = schedules.all(), schedules.ratings()
    write_whole(file, to_json(cards, ratings).encode())
    dialogue.say(f"Wrote {count(len(cards), 'schedule')} and {count(len(ratings), 'rating')} to {shown(file)}.")


def import_schedules(schedules: Schedules, file: Path, dialogue: Dialogue, *, yes: bool) -> None:
    """Merge a file that was exported: of two schedules the one reviewed later wins, and all ratings are kept.

    All of it is imported or nothing. Raises UsageError when the file makes no sense.
    """
    try:
        cards, ratings = from_json(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{shown(file)}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{shown(file)}: not JSON: {error}") from error
    except UsageError as error:
        raise UsageError(f"{shown(file)}: {error}. Nothing was imported.") from error
    news, replaced = merged(schedules.all(), cards)
    question = f"{count(len(replaced), 'schedule')} here would be replaced by a later one. Replace?"
    if replaced and not _agreed(question, dialogue, yes=yes):
        dialogue.say("Nothing was imported.")
        return
    before = len(schedules.ratings())
    schedules.store(ratings, news)
    added = len(schedules.ratings()) - before
    dialogue.say(f"Imported {count(len(news), 'schedule')} and {count(added, 'rating')}.")
    if replaced:
        dialogue.say(f"{len(replaced)} of them replaced an earlier one.")
    if len(news) < len(cards):
        dialogue.say(f"{count(len(cards) - len(news), 'schedule')} here stayed, being as late or later.")


def _without_id(card: Card) -> dict[str, object]:
    """Return a schedule as FSRS writes it, but for the number, which follows from the question."""
    return {name: value for name, value in card.to_dict().items() if name != "card_id"}


def _entries(document: Entry, name: str) -> Iterator[tuple[str, Entry]]:
    entries = document.get(name)
    if not isinstance(entries, list):
        raise UsageError(f"{name}: expected a list")
    for number, entry in enumerate(entries):
        if not isinstance(entry, dict):
            raise UsageError(f"{name}[{number}]: expected an object")
        yield f"{name}[{number}]", entry


def _card(entry: Entry, place: str, question: str) -> Card:
    state = State(int(_number(entry, place, "state", 1, len(State), whole=True)))
    step = None if state is State.Review else int(_number(entry, place, "step", 0, 100, whole=True))
    return Card(
        card_number(question),
        state,
        step,
        stability=_number(entry, place, "stability", 0.001, 1e9),
        difficulty=_number(entry, place, "difficulty", 1, 10),
        due=_time(entry, place, "due"),
        last_review=_time(entry, place, "last_review"),
    )


def _question(entry: Entry, place: str) -> str:
    question = entry.get("question")
    if not isinstance(question, str) or not question.isprintable() or not question:
        raise UsageError(f"{place}.question: expected the id of a question, not {question!r}")
    return question


def _rating(entry: Entry, place: str) -> Rating:
    names = {rating.name.lower(): rating for rating in Rating}
    name = entry.get("rating")
    if not isinstance(name, str) or name not in names:
        raise UsageError(f"{place}.rating: expected one of {', '.join(names)}, not {name!r}")
    return names[name]


def _number(entry: Entry, place: str, name: str, low: float, high: float, *, whole: bool = False) -> float:
    value = entry.get(name)
    known = isinstance(value, int) if whole else isinstance(value, int | float)
    if isinstance(value, bool) or not (known and isinstance(value, int | float) and low <= value <= high):
        kind = "a whole number" if whole else "a number"
        raise UsageError(f"{place}.{name}: expected {kind} from {low:g} to {high:g}, not {value!r}")
    return value


def _time(entry: Entry, place: str, name: str) -> datetime:
    value = entry.get(name)
    try:
        time = datetime.fromisoformat(value) if isinstance(value, str) else None
        if time is not None and time.tzinfo is not None:
            return time.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise UsageError(f"{place}.{name}: expected a time with its zone, 2026-01-31T18:00:00+00:00, not {value!r}")


def _agreed(question: str, dialogue: Dialogue, *, yes: bool) -> bool:
    """Tell whether something may be replaced; raise UsageError when there is nobody to ask."""
    if yes:
        return True
    if not dialogue.with_person:
        raise UsageError(f"{question} Nobody is there to ask; --yes says so.")
    try:
        return dialogue.read(f"{question} [y/N] ").strip().lower() in {"y", "yes"}
    except EOFError:
        return False
