import sys
from pathlib import Path

import pytest

from conftest import WORDS, Write
from study.drawing import Form, draw
from study.questions import read_questions
from study.topics import find_topics

if sys.platform == "win32":
    pytest.skip("pexpect needs a pseudo-terminal", allow_module_level=True)

import pexpect  # type: ignore[import-untyped]  # its types are a package of their own

DEADLINE = 60
TYPED = {"basics-tax-trace": "0.01\n## no heading\n", "basics-words-code": ""}


def begin(repository: Path, *arguments: str) -> "pexpect.spawn[str]":
    return pexpect.spawn(
        sys.executable,
        ["-m", "study.cli", "quiz", *arguments],
        cwd=str(repository),
        encoding="utf-8",
        timeout=DEADLINE,
        dimensions=(50, 100),
    )


def letter(repository: Path, seed: int) -> str:
    """Return the letter of the right statement in the quiz of a seed."""
    questions = [question for topic in find_topics(repository) for question in read_questions(topic)]
    (item,) = [item for item in draw(questions, questions, seed, 10) if item.form is Form.CHOICE]
    return next(letter for letter, choice in zip("abcd", item.choices, strict=True) if choice.right)


def test_a_quiz_that_is_killed_goes_on_where_it_was_and_code_is_written_in_between(
    small_repository: Path, write: Write
) -> None:
    typed = TYPED | {"basics-decimal": f"{letter(small_repository, 1)}"}
    first = begin(small_repository, "01-basics", "--seed", "1")
    try:
        first.expect(r"1 of 3 · 01-basics · (junior|mid)")
        first.sendline(typed["basics-decimal" if first.match[1] == "junior" else "basics-tax-trace"])
        first.expect_exact("Right.")
        first.expect_exact("Enter goes on.")
    finally:
        first.close(force=True)

    second = begin(small_repository, "01-basics")
    try:
        second.expect_exact("A quiz was left: 01-basics, 1 of 3 answered.")
        second.expect_exact("Go on with it? [Y/n]")
        second.sendline("")
        second.expect(r"2 of 3 · 01-basics · (junior|mid)")
        second.sendline(typed["basics-decimal" if second.match[1] == "junior" else "basics-tax-trace"])
        second.expect_exact("Right.")
        second.expect_exact("Enter goes on.")
        second.sendline("")
        second.expect_exact("Enter checks it, s skips it:")
        write({"practice/01-basics/basics/words.py": WORDS})
        second.sendline("")
        second.expect_exact("Right: its tests pass.")
        second.expect_exact("Enter goes on.")
        second.sendline("")
        second.expect_exact("Score: 3 of 3 right (100 %)")
        second.expect(pexpect.EOF)
    finally:
        second.close()
    assert second.exitstatus == 0


def test_who_does_not_want_to_continue_begins_another_quiz(small_repository: Path) -> None:
    first = begin(small_repository, "phase-1", "--seed", "1")
    try:
        first.expect(r"1 of 2")
        first.sendline("s")
        first.sendline("")
        first.expect_exact("Enter goes on.")
        first.sendintr()
        first.expect_exact("Go on: study quiz --continue")
        first.expect(pexpect.EOF)
    finally:
        first.close()
    assert first.exitstatus == 1

    second = begin(small_repository, "phase-2")
    try:
        second.expect_exact("Go on with it? [Y/n]")
        second.sendline("n")
        second.expect_exact("Quiz phase-2: 1 question,")
        second.expect_exact("Enter checks it, s skips it:")
        second.sendeof()
        second.expect_exact("Stopped; what was answered is kept: 0 of 1.")
        second.expect(pexpect.EOF)
    finally:
        second.close()
    assert second.exitstatus == 1
