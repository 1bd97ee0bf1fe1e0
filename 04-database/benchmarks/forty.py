"""The forty questions: what an ORM adds to the best SQL by hand, on PostgreSQL with the indexes of the schema.

Each function is called as it stands, with a connection that is open: building the statement, sending it, making tuples
of the rows, all of it counts. The layers take turns, and a ratio is the median over rounds of one against SQL by hand
in the same round. Every answer is compared once before it is timed.
"""

import math
from collections.abc import Callable
from functools import partial
from statistics import median

from progress import tell
from timing import interleaved, ratio

from comparison.answers import LAYERS, Layers, Row, layers, plain
from comparison.questions import FORTY, Question
from flights import databases

ROUNDS, QUICK_ROUNDS = 7, 1
SLOW = 1.0  # seconds
DEAR = 1.3  # times as long as SQL by hand


def measure(quick: bool) -> list[str]:
    """Return the table of all questions, and below it what is slower than it should be."""
    lines = [
        "| question | SQL by hand, ms | SQLAlchemy : by hand | Django : by hand | slowest call, ms |",
        "|---|---|---|---|---|",
    ]
    notes = []
    with databases.postgresql() as address, layers(address) as asked:
        for question in FORTY:
            tell(f"forty: {question.number}. {question.name}")
            seconds = interleaved(ways(asked, question), QUICK_ROUNDS if quick else ROUNDS)
            ratios = {layer: ratio(seconds, layer, to="raw") for layer in LAYERS if layer != "raw"}
            slowest = max(max(each) for each in seconds.values())
            by_hand = 1000 * median(seconds["raw"])
            cells = [mark(f"{times:.2f}", times > DEAR) for times in ratios.values()]
            cells.append(mark(f"{1000 * slowest:.0f}", slowest > SLOW))
            lines.append(f"| {question.number} {question.name} | {by_hand:.1f} | {' | '.join(cells)} |")
            notes += [f"{question.name}: {layer} {times:.2f}" for layer, times in ratios.items() if times > DEAR]
            notes += [f"{question.name}: {slowest:.2f} s"] if slowest > SLOW else []
    lines += ["", f"Above {DEAR} times SQL by hand or above {SLOW:.0f} s: {'; '.join(notes) or 'none'}."]
    return lines


def ways(asked: Layers, question: Question) -> dict[str, Callable[[], object]]:
    """Return a call of each layer that answers the question, or raise RuntimeError when two answers differ."""
    functions = {layer: asked.function(layer, question) for layer in LAYERS}
    answers = {layer: [plain(row) for row in function()] for layer, function in functions.items()}
    for layer, rows in answers.items():
        if not (len(rows) == len(answers["raw"]) and all(map(same, rows, answers["raw"]))):
            raise RuntimeError(f"{question.name}: {layer} answers otherwise than raw; whoever is wrong may be fast")
    return {layer: partial(finished, asked, function) for layer, function in functions.items()}


def finished(asked: Layers, function: Callable[[], list[Row]]) -> list[Row]:
    """Return what the function returns, with its transaction ended, as each caller has to end one."""
    try:
        return function()
    finally:
        asked.connection.rollback()
        asked.session.rollback()


def same(row: Row, other: Row) -> bool:
    """Say whether two rows are equal, floats but for their last digits."""
    return all(
        math.isclose(value, it, rel_tol=1e-9, abs_tol=1e-9) if isinstance(value, float) else value == it
        for value, it in zip(row, other, strict=True)
    )


def mark(text: str, is_marked: bool) -> str:
    """Return a text, bold when it is marked."""
    return f"**{text}**" if is_marked else text
