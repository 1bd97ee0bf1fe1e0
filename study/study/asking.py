"""One question of a quiz, asked at the terminal: shown, answered, judged, and explained.

Cost: that of the person's thinking; a function to write is graded by its tests, some seconds.
Not for: drawing the questions (``study.drawing``) or keeping the answers (``study.quiz_runs``).
"""

from collections.abc import Callable
from dataclasses import dataclass

from study.dialogue import Dialogue
from study.drawing import LETTERS, Choice, Form, Item, chosen, difference, same_output
from study.places import answer_place, code_place
from study.questions import WRONG, Question

SKIP = "s"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered, and whether it is right."""

    text: str
    right: bool


type WriteCode = Callable[[Question, Dialogue], Answer]


def ask(item: Item, dialogue: Dialogue, write_code: WriteCode) -> Answer:
    """Ask a question and say whether the answer is right, and why; raise EOFError when none comes."""
    if item.question.task:
        dialogue.markdown(item.question.task)
        dialogue.say()
    match item.form:
        case Form.TRACE:
            return _ask_output(item.question.output, dialogue)
        case Form.CHOICE:
            return _ask_choice(item.choices, dialogue)
        case Form.CODE:
            return write_code(item.question, dialogue)


def explain(question: Question, dialogue: Dialogue) -> None:
    """Show the answer with its reason, and where the code and the question stand."""
    reason, _, _ = question.answer.partition(WRONG)
    dialogue.say()
    dialogue.markdown(reason)
    dialogue.say()
    for link in question.code:
        dialogue.line(f"See {code_place(link)}")
    dialogue.line(f"    {answer_place(question)}")


def _ask_choice(choices: tuple[Choice, ...], dialogue: Dialogue) -> Answer:
    letters = LETTERS[: len(choices)]
    for letter, offered in zip(letters, choices, strict=True):
        dialogue.say()
        dialogue.markdown(f"**{letter})** {offered.statement}")
    dialogue.say()
    while True:
        typed = dialogue.read(f"{', '.join(letters[:-1])} or {letters[-1]} ({SKIP}: I do not know)? ")
        if typed.strip().lower() == SKIP:
            dialogue.verdict("Not known yet.", good=False)
            return Answer(SKIP, right=False)
        choice = chosen(typed, choices)
        if choice is not None:
            break
        dialogue.say(f"Type one letter: {', '.join(letters)}, or {SKIP}.")
    dialogue.verdict("Right." if choice.right else "Wrong.", good=choice.right)
    if choice.why:
        dialogue.markdown(choice.why)
    return Answer(choice.statement, choice.right)


def _ask_output(expected: str, dialogue: Dialogue) -> Answer:
    typed = _read_lines(expected, dialogue)
    right = same_output(expected, typed)
    if right:
        dialogue.verdict("Right.", good=True)
    elif typed.strip().lower() in {"", SKIP}:
        dialogue.verdict("Not known yet.", good=False)
    else:
        dialogue.verdict("Wrong. Line by line:", good=False)
        for row in difference(expected, typed):
            dialogue.line(row)
    return Answer(typed, right)


def _read_lines(expected: str, dialogue: Dialogue) -> str:
    """Return what was typed: one line if one is printed, else all up to the end that the prompt names."""
    lines = [line.strip() for line in expected.rstrip("\n").split("\n")]
    if len(lines) == 1:
        return dialogue.read(f"It prints one line ({SKIP}: I do not know): ")
    end = next(mark for mark in ("", ".", "end") if mark not in lines)
    ending = f"the line {end}" if end else "an empty line"
    dialogue.say(f"Type what it prints, then {ending} ({SKIP}: I do not know).")
    typed: list[str] = []
    try:
        while (line := dialogue.read("> ")).rstrip() != end:
            typed.append(line)
            if dialogue.typed and len(typed) == 1 and line.strip().lower() == SKIP != lines[0]:
                break  # a file of answers says the end of each in any case
    except EOFError:
        if dialogue.typed or not typed:
            raise  # who writes a file of answers may end it with the last of them; who presses Ctrl-D wants to leave
    return "\n".join(typed)
