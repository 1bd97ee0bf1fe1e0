"""Python versions: every feature works from its version on and fails before, and the guards hold."""

import ast
import builtins
import sys
import time
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from uuid import RFC_4122, UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language import python_versions
from language.python_versions import (
    FEATURES,
    Feature,
    at_least,
    at_least_by_text,
    compressors,
    end_of_life,
    gil_enabled,
    main,
    outcome,
    syntax_error,
    uuid7,
)

FAILURES = {"SyntaxError", "ImportError", "ModuleNotFoundError", "NameError", "AttributeError"}
VERSIONS = st.lists(st.integers(0, 30), min_size=1, max_size=3)


@pytest.mark.parametrize("feature", FEATURES, ids=[feature.name for feature in FEATURES])
def test_a_feature_works_from_its_version_on_and_fails_before(feature: Feature) -> None:
    found = outcome(feature.code)

    if sys.version_info >= (3, feature.minor):
        assert found == feature.shows
    else:
        assert found in FAILURES


def test_features_are_sorted_and_come_from_every_version() -> None:
    minors = [feature.minor for feature in FEATURES]

    assert minors == sorted(minors)
    assert set(minors) == {11, 12, 13, 14, 15}


def test_outcome_is_the_result_or_the_name_of_the_error() -> None:
    assert outcome("result = 1 + 1") == "2"
    assert outcome("result = int('x')") == "ValueError"
    assert outcome("result = = 1") == "SyntaxError"


def test_a_guard_does_not_make_new_syntax_parse() -> None:
    guarded = "import sys\nif sys.version_info >= (3, 99):\n    someday import json\n"

    assert syntax_error(guarded) == "invalid syntax"
    assert syntax_error(guarded.replace("someday import", "import")) is None


def test_the_file_itself_keeps_to_the_syntax_of_3_11() -> None:
    source = Path(python_versions.__file__).read_text(encoding="utf-8")

    assert ast.parse(source, feature_version=(3, 11)).body
    with pytest.raises(SyntaxError, match=r"Python 3\.12"):
        ast.parse("def first[T](items: list[T]) -> T: ...", feature_version=(3, 11))


def test_text_compares_versions_wrongly() -> None:
    assert at_least_by_text("3.9", "3.10")
    assert not at_least("3.9", "3.10")
    assert not at_least_by_text("3.10", "3.9")


@given(VERSIONS, VERSIONS)
def test_at_least_compares_number_by_number(running: list[int], minimum: list[int]) -> None:
    assert at_least(".".join(map(str, running)), ".".join(map(str, minimum))) == (running >= minimum)


def test_the_running_version_is_at_least_the_minimum_of_this_repository() -> None:
    assert at_least(f"{sys.version_info.major}.{sys.version_info.minor}", "3.12")


def test_end_of_life_is_what_the_release_schedules_say() -> None:
    published = {9: "2025-10", 10: "2026-10", 11: "2027-10", 12: "2028-10", 13: "2029-10", 14: "2030-10", 15: "2031-10"}

    assert {minor: end_of_life(minor) for minor in published} == published


def test_there_was_no_yearly_release_before_3_9() -> None:
    with pytest.raises(ValueError, match=r"^Python 3\.8 came before the yearly releases"):
        end_of_life(8)


@given(st.binary())
def test_every_coding_gives_back_what_it_was_given(data: bytes) -> None:
    for compress, decompress in compressors().values():
        assert decompress(compress(data)) == data


def test_deflate_is_always_there_and_last() -> None:
    assert list(compressors())[-1] == "deflate"
    assert set(compressors()) <= {"zstd", "deflate"}


def test_a_build_without_zstd_falls_back(monkeypatch: pytest.MonkeyPatch) -> None:
    real_import = builtins.__import__

    def without_zstd(
        name: str,
        globals_: Mapping[str, object] | None = None,
        locals_: Mapping[str, object] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> object:
        if name == "compression":
            raise ImportError("no libzstd")
        return real_import(name, globals_, locals_, fromlist or (), level)

    monkeypatch.setattr(builtins, "__import__", without_zstd)

    assert list(compressors()) == ["deflate"]


@pytest.mark.parametrize("enabled", [True, False])
def test_gil_is_what_the_interpreter_says(monkeypatch: pytest.MonkeyPatch, enabled: bool) -> None:
    monkeypatch.setattr(sys, "_is_gil_enabled", lambda: enabled, raising=False)

    assert gil_enabled() is enabled


def test_an_interpreter_that_does_not_say_has_a_gil(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(sys, "_is_gil_enabled", raising=False)

    assert gil_enabled()


def test_uuid7_starts_with_the_time_in_milliseconds() -> None:
    before = time.time_ns() // 1_000_000

    found = uuid7()

    assert isinstance(found, UUID)
    assert (found.version, found.variant) == (7, RFC_4122)
    assert before <= found.int >> 80 <= time.time_ns() // 1_000_000


def test_uuid7_is_sorted_by_time_and_differs_each_time() -> None:
    found = [uuid7() for _ in range(1000)]

    assert all(earlier.int >> 80 <= later.int >> 80 for earlier, later in pairwise(found))
    assert len(set(found)) == 1000


def test_main_runs_every_feature(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    out = capsys.readouterr().out
    assert out.startswith(f"Python {sys.version_info.major}.{sys.version_info.minor}, supported to ")
    assert all(feature.name in out for feature in FEATURES)
    assert "[('a', 'b'), ('c',)]" in out
    assert "as text -> True, as numbers -> False" in out
    assert "SyntaxError: invalid syntax" in out
    assert "version 7" in out
