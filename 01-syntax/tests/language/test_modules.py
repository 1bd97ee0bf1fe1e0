"""Tests of modules.py."""

import importlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from language import modules


def test_a_program_shows_what_it_printed_and_how_it_ended() -> None:
    finished = modules.run_program({"main.py": "import pkg.one", "pkg/one.py": "print(1, '\\n2')\n1 / 0"}, "main.py")
    assert finished == modules.Finished(["1 ", "2"], "ZeroDivisionError: division by zero")


def test_a_program_is_not_reached_by_settings_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONSAFEPATH", "1")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert modules.import_twice() == ["settings read", "True"]
    assert modules.run_program({"main.py": "1 / 0"}, "main.py").error == "ZeroDivisionError: division by zero"


def test_two_modules_that_import_names_from_each_other_fail() -> None:
    assert modules.circular_import() == (
        "ImportError: cannot import name 'Order' from partially initialized module 'orders' "
        "(most likely due to a circular import) (orders.py)"
    )


def test_a_name_that_is_looked_up_in_the_call_breaks_the_circle() -> None:
    assert modules.circular_import_mended() == modules.Finished(["Order"], "")


def test_a_file_of_ones_own_hides_the_standard_library() -> None:
    error = modules.shadowed_module()
    assert error.startswith("AttributeError: module 'secrets' has no attribute 'token_hex'")
    assert ("consider renaming 'secrets.py'" in error) == (sys.version_info >= (3, 13))


def test_a_relative_import_needs_a_package() -> None:
    script = modules.relative_import("shop/report.py")
    module = modules.relative_import("-m", "shop.report")
    assert script == modules.Finished([], "ImportError: attempted relative import with no known parent package")
    assert module == modules.Finished(["__main__ shop 42"], "")


def test_a_program_that_is_imported_under_its_name_exists_twice() -> None:
    assert modules.two_copies() == ["0 1"]


def test_a_module_is_found_without_being_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "explosive.py").write_text("raise SystemExit")
    monkeypatch.syspath_prepend(tmp_path)
    assert modules.module_file("explosive") == str(tmp_path / "explosive.py")
    assert modules.module_file("json") == json.__file__
    assert modules.module_file("no_such_module") is None
    assert modules.module_file("sys") is None


@pytest.mark.parametrize("function", [modules.optional_module, modules.optional_module_broken])
def test_an_optional_module_is_there_or_none(function: Callable[[str], ModuleType | None]) -> None:
    assert function("json") is json
    assert function("no_such_module") is None


def test_an_optional_module_that_is_broken_is_not_the_same_as_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fast_parser.py").write_text("import its_missing_dependency")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()

    assert modules.optional_module_broken("fast_parser") is None
    with pytest.raises(ModuleNotFoundError, match="No module named 'its_missing_dependency'"):
        modules.optional_module("fast_parser")


def test_the_story_shows_each_error(capsys: pytest.CaptureFixture[str]) -> None:
    modules.main()
    out = capsys.readouterr().out
    assert "['settings read', 'True']" in out
    assert ".../json/__init__.py" in out
    assert "partially initialized module 'orders'" in out
    assert "mended: ['Order']" in out
    assert "module 'secrets' has no attribute 'token_hex'" in out
    assert "attempted relative import with no known parent package" in out
    assert "handlers in each: ['0 1']" in out
