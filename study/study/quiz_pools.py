"""What a quiz can be about: a phase of the roadmap, everything, or a topic.

Cost: reads the phase of each question, from tables that are in memory.
"""

import difflib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from study.projects import UsageError
from study.questions import Question
from study.topics import Topic, choose_topics

FINAL = "final"
_PHASE = re.compile(r"phase[- ]?(\d+)")


@dataclass(frozen=True)
class Pool:
    """The questions that a quiz is drawn from, and whether it is a checkpoint, which one passes."""

    name: str
    questions: tuple[Question, ...]
    checkpoint: bool


def default_count(name: str) -> int:
    """Return how many questions a quiz asks unless told otherwise.

    >>> default_count("final"), default_count("phase-1")
    (25, 10)
    """
    return 25 if name == FINAL else 10


def find_pool(what: str, topics: Sequence[Topic], questions: Sequence[Question]) -> Pool:
    """Return the questions that ``phase-1`` ... ``phase-9``, ``final`` or the name of a topic means.

    Raises UsageError for a name that means nothing, with the nearest, and for a phase without questions.
    """
    name = what.strip().lower()
    if name == FINAL:
        return Pool(FINAL, tuple(questions), checkpoint=True)
    if found := _PHASE.fullmatch(name):
        number = int(found[1])
        chosen = tuple(question for question in questions if question.phase == number)
        if not chosen:
            with_questions = ", ".join(f"phase-{phase}" for phase in sorted({each.phase for each in questions}))
            none = "has no questions yet" if 1 <= number <= 9 else "does not exist"
            raise UsageError(f"phase-{number} {none}; these have some: {with_questions}")
        return Pool(f"phase-{number}", chosen, checkpoint=True)
    names = [FINAL, *(f"phase-{number}" for number in range(1, 10))]
    if close := difflib.get_close_matches(name, names, n=1, cutoff=0.7):
        raise UsageError(f"{what!r}: no such quiz; did you mean {close[0]}?")
    found_topics = choose_topics(topics, what)
    topic_names = {topic.name for topic in found_topics}
    label = found_topics[0].name if len(found_topics) == 1 else name
    return Pool(label, tuple(each for each in questions if each.topic.name in topic_names), checkpoint=False)


def sizes(topics: Sequence[Topic], questions: Sequence[Question]) -> list[tuple[str, int]]:
    """Return the name and number of questions of each quiz: the nine phases, the final exam, and the topics."""
    phases = Counter(question.phase for question in questions)
    of_topics = Counter(question.topic.name for question in questions)
    return [
        *((f"phase-{number}", phases[number]) for number in range(1, 10)),
        (FINAL, len(questions)),
        *((topic.name, of_topics[topic.name]) for topic in topics),
    ]
