"""Planning an interview: which questions, which code, in which order, within the minutes there are.

The plan is filled by importance: a question to answer aloud, a problem to code, code to review, a design, and from what
is left more questions and the files behind them. Of each kind the level asked for comes first, then the nearest one;
what could not be had is said. The seed decides between equals, so a plan can be made again.

Cost: O(questions) for each slot.
Not for: exact times; a spoken answer gets three minutes whoever gives it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from math import ceil
from pathlib import Path

from study.questions import Kind, Level, Question
from study.topics import Exercise, Topic

LINES_A_MINUTE = 25
LEVELS = list(Level)


class Part(StrEnum):
    """The parts of an interview, in their order."""

    WARM_UP = "Warm-up"
    ALOUD = "Say aloud"
    CODING = "Live coding"
    REVIEW = "Review"
    DESIGN = "Design"
    READING = "Read afterwards"


_KINDS = {
    Part.WARM_UP: (Kind.CONCEPT,),
    Part.ALOUD: (Kind.CONCEPT, Kind.TRACE),
    Part.CODING: (Kind.CODE,),
    Part.REVIEW: (Kind.REVIEW,),
    Part.DESIGN: (Kind.DESIGN,),
}
_MINUTES = {Part.WARM_UP: 2, Part.ALOUD: 3, Part.REVIEW: 6, Part.DESIGN: 10}
_FIRST = (Part.ALOUD, Part.CODING, Part.REVIEW, Part.DESIGN, Part.WARM_UP, Part.ALOUD, Part.READING, Part.ALOUD)
_THEN = (Part.ALOUD, Part.ALOUD, Part.READING, Part.REVIEW)


@dataclass(frozen=True)
class Slot:
    """Some minutes of an interview, spent on a question, or else on a file (to read) or an exercise (to write)."""

    part: Part
    minutes: int
    question: Question | None = None
    file: Path | None = None
    exercise: Exercise | None = None


@dataclass(frozen=True)
class Plan:
    """An interview. ``notes`` say what was left out or replaced."""

    minutes: int
    level: Level
    seed: int
    slots: tuple[Slot, ...]
    notes: tuple[str, ...]

    @property
    def planned(self) -> int:
        """The minutes of all slots together, never more than ``minutes``."""
        return sum(slot.minutes for slot in self.slots)


def make_plan(topics: Sequence[Topic], questions: Sequence[Question], minutes: int, level: Level, seed: int) -> Plan:
    """Return an interview of at most ``minutes`` about these topics and questions of theirs."""
    planner = _Planner(topics, questions, minutes, level, seed)
    for part in _FIRST:
        planner.add(part)
    added = True
    while added:
        added = sum(planner.add(part) for part in _THEN) > 0
    return planner.plan()


def minutes_of(part: Part, minutes: int) -> int:
    """Return how long an item of a part takes in an interview of so many minutes.

    A problem to code gets a third of it, but 10 at least and 30 at most.

    >>> [minutes_of(Part.CODING, minutes) for minutes in (20, 60, 180)]
    [10, 20, 30]
    """
    return _MINUTES[part] if part in _MINUTES else min(30, max(10, minutes // 3))


def reading_minutes(file: Path) -> int:
    """Return how long it takes to read a file of code, at 25 lines a minute, rounded up."""
    return max(1, ceil(line_count(file) / LINES_A_MINUTE))


def line_count(file: Path) -> int:
    """Return the number of lines of a file."""
    return len(file.read_bytes().splitlines())


class _Planner:
    def __init__(
        self, topics: Sequence[Topic], questions: Sequence[Question], minutes: int, level: Level, seed: int
    ) -> None:
        self._topics = topics
        self._questions = questions
        self._minutes = minutes
        self._level = level
        self._seed = seed
        self.slots: list[Slot] = []
        self._notes: list[str] = []

    @property
    def _left(self) -> int:
        return self._minutes - sum(slot.minutes for slot in self.slots)

    def add(self, part: Part) -> bool:
        """Add a slot of a part, if something fits into the time that is left; tell whether it was done."""
        slot = self._reading(part) if part is Part.READING else self._asking(part)
        if slot is None and not self._has(part) and not self._asks(part):
            slot = self._writing() if part is Part.CODING else self._reading(part) if part is Part.REVIEW else None
            if slot:
                self._notes.append(f"{part}: no question of this kind in these topics yet, so any file of theirs.")
        if slot:
            self.slots.append(slot)
        return slot is not None

    def plan(self) -> Plan:
        """Return what was added, in the order of an interview, with a note for each part that is missing."""
        missing = [part for part in Part if not self._has(part)]
        notes = [*self._notes, *(f"{part}: left out, {self._reason(part)}." for part in missing)]
        if self._left:
            notes.append(f"Left over: {self._left} of {self._minutes} minutes, for questions of yours.")
        order = list(Part)
        slots = tuple(sorted(self.slots, key=lambda slot: order.index(slot.part)))
        return Plan(self._minutes, self._level, self._seed, slots, tuple(dict.fromkeys(notes)))

    def _has(self, part: Part) -> bool:
        return any(slot.part is part for slot in self.slots)

    def _asks(self, part: Part) -> bool:
        return any(question.kind in _KINDS.get(part, ()) for question in self._questions)

    def _asking(self, part: Part) -> Slot | None:
        minutes = minutes_of(part, self._minutes)
        used = [slot.question for slot in self.slots if slot.question]
        free = [question for question in self._questions if question.kind in _KINDS[part] and question not in used]
        if minutes > self._left or not free:
            return None
        wanted = LEVELS[max(0, LEVELS.index(self._level) - (part is Part.WARM_UP))]
        uses = Counter(question.topic.name for question in used)
        question = min(
            free, key=lambda each: (_distance(each.level, wanted), uses[each.topic.name], self._rank(each.id))
        )
        if question.level is not wanted:
            self._notes.append(f"{part}: {question.level}, as no more {wanted} question of this kind is left.")
        return Slot(part, minutes, question)

    def _writing(self) -> Slot | None:
        """Return an exercise to write."""
        minutes = minutes_of(Part.CODING, self._minutes)
        exercises = [each for topic in self._topics for each in topic.exercises] if minutes <= self._left else []
        exercise = min(exercises, key=lambda each: self._rank(each.name), default=None)
        return Slot(Part.CODING, minutes, exercise=exercise) if exercise else None

    def _reading(self, part: Part) -> Slot | None:
        """Return a file to read: of a question of the plan, or else of any. A review takes twice as long."""
        planned = [slot.question for slot in self.slots if slot.question]
        others = sorted(self._questions, key=lambda each: (_distance(each.level, self._level), self._rank(each.id)))
        links = [link.file for question in [*planned, *others] for link in question.code]
        taken = {slot.file for slot in self.slots}
        if part is Part.REVIEW:  # nobody reviews what was just written
            taken |= {slot.question.code[0].file for slot in self.slots if slot.question and slot.part is Part.CODING}
        for file in links:
            minutes = reading_minutes(file) * (2 if part is Part.REVIEW else 1)
            if file not in taken and minutes <= self._left:
                return Slot(part, minutes, file=file)
        return None

    def _reason(self, part: Part) -> str:
        if part is Part.READING:
            return "no time is left for a file"
        if self._asks(part):
            return f"it takes {minutes_of(part, self._minutes)} minutes"
        return "no question of this kind in these topics yet"

    def _rank(self, name: str) -> bytes:
        return sha256(f"{self._seed}\0{name}".encode()).digest()


def _distance(level: Level, wanted: Level) -> int:
    return abs(LEVELS.index(level) - LEVELS.index(wanted))
