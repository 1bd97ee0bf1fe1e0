"""The published cases of Exercism's problem specifications (data/exercism), as parameters of tests."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from _pytest.mark import ParameterSet

FOLDER = Path(__file__).parents[2] / "data" / "exercism"


def cases(exercise: str, asked: str | None = None) -> list[ParameterSet]:
    """Return the cases of an exercise that have an answer, as (input, expected), named by their description.

    ``asked`` chooses the cases of one ``property``. A case that another one replaces is left out.
    """
    return [
        pytest.param(each["input"], each["expected"], id=each["description"])
        for each in _chosen(exercise, asked)
        if not _is_refusal(each)
    ]


def refusals(exercise: str, asked: str | None = None) -> list[ParameterSet]:
    """Return the cases of an exercise whose input has to be refused, as (input, published message)."""
    return [
        pytest.param(each["input"], each["expected"]["error"], id=each["description"])
        for each in _chosen(exercise, asked)
        if _is_refusal(each)
    ]


def _chosen(exercise: str, asked: str | None) -> list[dict[str, Any]]:
    document = json.loads((FOLDER / f"{exercise}.json").read_text(encoding="utf-8"))
    everything = list(_flattened(document["cases"]))
    replaced = {each["reimplements"] for each in everything if "reimplements" in each}
    chosen = [each for each in everything if each["uuid"] not in replaced and asked in {None, each["property"]}]
    if not chosen:
        raise ValueError(f"{exercise}: no cases of {asked!r}")
    return chosen


def _flattened(some: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for each in some:
        if "cases" in each:
            yield from _flattened(each["cases"])
        else:
            yield each


def _is_refusal(case: dict[str, Any]) -> bool:
    return isinstance(case["expected"], dict) and "error" in case["expected"]
