"""README.md and QUESTIONS.md keep their word: links lead somewhere, snippets print what stands below them."""

import ast
import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from itertools import groupby
from pathlib import Path

import pytest
from sybil import Example, Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser

ROOT = Path(__file__).parents[1]
LESSONS = [ROOT / "README.md", ROOT / "QUESTIONS.md"]
HEADING = re.compile(r"^## ", re.MULTILINE)
CODE_BLOCK = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)[^)]*\)")
FUNCTION = re.compile(r"\[[^]]+\]\(([^)]+\.py)\)\s`([\w.]+)`")
QUESTION = re.compile(
    r"(?s)(?P<title>[^\n]+)\n\nid: (?P<id>[a-z0-9-]+) · level: (?P<level>junior|mid|senior) · "
    r"kind: (?P<kind>concept|trace|code|review|design) · code: (?P<code>[^\n]+)\n\n(?P<task>.*?)"
    r"<details>\n<summary>Answer</summary>\n\n(?P<answer>\S.*?)\n\n</details>\n*"
)
QUESTIONS = HEADING.split((ROOT / "QUESTIONS.md").read_text(encoding="utf-8"))[1:]


def shown_output(_example: Example) -> None:
    """Marks a block of text; it is compared, not run."""


def snippets() -> list[list[Example]]:
    """Return the blocks of Python, each before the text that it prints, of every section that has any Python."""
    sybil = Sybil([PythonCodeBlockParser(), CodeBlockParser("text", shown_output)])
    examples = [example for path in LESSONS for example in sybil.parse(path).examples()]
    by_section = groupby(examples, lambda each: (each.path, len(HEADING.findall(each.document.text, 0, each.start))))
    sections = [list(blocks) for _, blocks in by_section]
    return [blocks for blocks in sections if any(block.region.evaluator is not shown_output for block in blocks)]


def definitions(nodes: list[ast.stmt], prefix: str = "") -> Iterator[str]:
    """Yield the functions, classes and methods (``Class.method``) among the statements."""
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield prefix + node.name
            yield from definitions(node.body, f"{prefix}{node.name}.")


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    text = CODE_BLOCK.sub("", path.read_text(encoding="utf-8"))

    assert [target for target in LINK.findall(text) if not (ROOT / target).exists()] == []
    for file, name in FUNCTION.findall(text):
        defined = set(definitions(ast.parse((ROOT / file).read_text(encoding="utf-8")).body))
        assert name in defined, f"expected it in {file}"


@pytest.mark.parametrize("text", QUESTIONS, ids=lambda text: text.split("\n")[0])
def test_a_question_is_whole(text: str) -> None:
    question = QUESTION.fullmatch(text)

    assert question is not None, "expected a title, the line of id, level, kind and code, a task, and an answer"
    assert FUNCTION.sub("", question["code"]).strip(", ") == "", "code names a file and a function, or several"
    if question["kind"] == "trace":
        assert "```python" in question["task"], "expected what is to be traced"
        assert "```text" in question["answer"], "expected what it prints"


def test_ids_are_unique() -> None:
    ids = re.findall(r"^id: (\S+) ·", "".join(QUESTIONS), re.MULTILINE)

    assert sorted(ids) == sorted(set(ids)) != []


@pytest.mark.parametrize("blocks", snippets(), ids=lambda blocks: f"{Path(blocks[0].path).name}:{blocks[0].line}")
def test_snippets_print_what_is_shown(blocks: list[Example]) -> None:
    printed = ""
    blocks[0].namespace.clear()
    for block in blocks:
        if block.region.evaluator is shown_output:
            assert block.parsed == printed, f"expected in line {block.line} what was printed"
            printed = ""
        else:
            assert not printed, f"no block of text before line {block.line} shows what was printed"
            with redirect_stdout(StringIO()) as output:
                block.evaluate()
            printed = output.getvalue()
    assert not printed, "no block of text shows what was printed"
