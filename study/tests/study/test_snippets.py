from pathlib import Path

import pytest

from study.documents import Block, blocks
from study.processes import Runner
from study.snippets import mismatches


def check(text: str, project: Path, timeout: float = 60) -> list[tuple[int, str]]:
    with Runner() as runner:
        return list(mismatches(blocks(text), project, runner, timeout=timeout))


@pytest.mark.parametrize(
    "text",
    [
        "No code at all.",
        "```text\nwithout Python\n```",
        "```python\nprint('é', 1)\n```\n\nprints\n\n```text\né 1\n```",
        "```python\nx = 1\n```\n\n```python\nprint(x)\n```\n\n```text\n1\n```",
        "```python\nprint(1)\n```\n```text\n1\n```\n```python\nprint(2)\n```\n```text\n2\n```",
        "```python\n>>> y = 1 + 1\n>>> y\n2\n```\n\n```python\nprint(y)\n```\n\n```text\n2\n```",
        "```sh\nrm -rf nowhere\n```",
        "```python\nimport shop\nprint(shop.PRICE)\n```\n```text\n3\n```",
        "```python\nprint(open('data.txt').read())\n```\n```text\nmine\n```",
    ],
)
def test_what_keeps_its_word_is_not_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "shop.py").write_text("PRICE = 3")
    (tmp_path / "data.txt").write_text("mine")

    assert check(text, tmp_path) == []


@pytest.mark.parametrize(
    ("text", "line", "complaint"),
    [
        ("```python\nprint(1)\n```\n\n```text\n2\n```", 5, "expected what is printed:\n1\n"),
        ("```python\nx = 1\n```\n\n```text\n1\n```", 5, "expected what is printed:\n"),
        ("```python\nprint(1)\n```", 1, "no block of text shows what is printed:\n1\n"),
        ("```python\nprint(1)\n```\n\n```python\nprint(2)\n```\n```text\n2\n```", 1, "no block of text shows"),
        ("```python\n1 / 0\n```", 1, "does not run: ZeroDivisionError: division by zero"),
        ("```python\nx =\n```", 1, "SyntaxError: invalid syntax"),
        (
            "\n```python\nprint(1)\n```\n```text\n1\n```\n\n```python\nraise SystemExit(3)\n```",
            9,
            "does not run: SystemExit: 3",
        ),
        ("```python\n>>> 1 + 1\n3\n```", 1, "does not run"),
        ("```python\nimport os\nos._exit(0)\n```", 1, "ends the process"),
    ],
)
def test_what_does_not_is_told_with_its_line(tmp_path: Path, text: str, line: int, complaint: str) -> None:
    (found,) = check(text, tmp_path)

    assert found[0] == line
    assert complaint in found[1]


def test_a_doctest_that_fails_shows_what_came_instead(tmp_path: Path) -> None:
    ((_, complaint),) = check("```python\n>>> 1 + 1\n3\n```", tmp_path)

    assert "Expected:\n    3\nGot:\n    2" in complaint


def test_an_endless_snippet_is_ended(tmp_path: Path) -> None:
    text = "```python\nwhile True:\n    pass\n```"

    ((line, complaint),) = check(text, tmp_path, timeout=0.3)

    assert (line, complaint.partition(",")[0]) == (1, "the Python of this section does not end within 0.3 s")


def test_a_snippet_starts_with_nothing_of_ours(tmp_path: Path) -> None:
    ours = "[name for name in sys.modules if name.startswith('study.')]"
    text = f"```python\nimport sys\nprint({ours})\n```\n```text\n[]\n```"

    assert check(text, tmp_path) == []


def test_blocks_of_other_languages_are_passed_over(tmp_path: Path) -> None:
    with Runner() as runner:
        found = list(mismatches([Block("console", "$ ls", 1)], tmp_path, runner, timeout=1))

    assert found == []
