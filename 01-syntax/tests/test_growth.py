"""The growth table of the lesson, for small inputs: what is counted grows as the files state."""

import ast
import sys
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).parents[1]
sys.path.append(str(PROJECT / "benchmarks"))

import growth  # noqa: E402  # a folder of scripts, and no package

FILES = sorted({subject.file for subject in growth.subjects()})


def of(file: str) -> list[growth.Subject[Any]]:
    return [subject for subject in growth.subjects() if subject.file == file]


@pytest.mark.parametrize("file", FILES)
def test_what_is_counted_grows_as_stated(file: str) -> None:
    rows = [row for subject in of(file) for row in growth.results(subject, quick=True)]
    assert rows
    wrong = [(row.operation.name, row.measured) for row in rows if row.operation.by != "clock" and not row.agrees]
    assert wrong == []


@pytest.mark.parametrize("file", FILES)
def test_what_is_stated_stands_in_the_docstrings(file: str) -> None:
    tree = ast.parse((PROJECT / file).read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docs = [ast.get_docstring(node) or "" for node in ast.walk(tree) if isinstance(node, documented)]
    texts = [" ".join(doc.split()) for doc in docs]
    stated = {operation.stated for subject in of(file) for operation in subject.operations}
    assert {growth for growth in stated if not any(growth in text for text in texts)} == set()


def test_every_structure_and_algorithm_is_measured() -> None:
    paths = [path for folder in ("structures", "algorithms") for path in (PROJECT / folder).glob("[!_]*.py")]
    modules = {path.relative_to(PROJECT).as_posix() for path in paths}
    assert modules == set(FILES) | growth.NOT_MEASURED.keys()
    assert not growth.NOT_MEASURED.keys() & set(FILES)


def test_every_growth_is_fitted_over_at_least_four_sizes() -> None:
    for subject in growth.subjects():
        for operation in subject.operations:
            for sizes in (subject.full, subject.quick):
                assert len([size for size in sizes if size <= operation.top]) >= 4, (subject.file, operation.name)


def test_counts_are_the_same_in_every_run() -> None:
    subject, *_ = of("algorithms/selection.py")
    one, other = growth.results(subject, quick=True), growth.results(subject, quick=True)
    assert [row.costs for row in one] == [row.costs for row in other]


def test_a_growth_that_is_not_the_stated_one_is_seen() -> None:
    def walk(items: range) -> None:
        for _ in items:
            pass

    subject = growth.Subject("x.py", range).add("walk", "O(1)", walk)
    (row,) = growth.results(subject, quick=True)
    assert row.measured == "O(n)"
    assert not row.agrees
    assert "**O(n)**" in growth.line(row)
