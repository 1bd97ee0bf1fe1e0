import importlib
import sys
from pathlib import Path

import pytest

from language.import_cache import (
    caught_across_names,
    circular_import_error,
    instance_after_reload,
    main,
    modules_in,
    runs_of_two_imports,
    seen_after_change,
)

CIRCULAR = (
    "cannot import name 'Order' from partially initialized module 'demo_orders' "
    "(most likely due to a circular import) (demo_orders.py)"
)


def test_modules_are_there_inside_and_gone_afterwards() -> None:
    path, modules = list(sys.path), set(sys.modules)

    with modules_in(
        {"demo_a": "answer = 42", "demo_b/__init__": "", "demo_b/demo_c": "from demo_a import answer"}
    ) as at:
        answer = importlib.import_module("demo_b.demo_c").answer
        assert isinstance(at, Path)
        assert (at / "demo_b" / "demo_c.py").exists()

    assert answer == 42
    assert not at.exists()
    assert sys.path == path
    assert not {"demo_a", "demo_b", "demo_b.demo_c"} & set(sys.modules)
    assert modules <= set(sys.modules)
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("demo_a")


def test_what_a_module_imports_from_elsewhere_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)

    with modules_in({"demo_a": "import colorsys"}):
        importlib.import_module("demo_a")

    assert "colorsys" in sys.modules


def test_modules_go_after_an_error_too() -> None:
    writes_bytecode = sys.dont_write_bytecode

    with pytest.raises(ZeroDivisionError), modules_in({"demo_a": "1 / 0"}):
        importlib.import_module("demo_a")

    assert "demo_a" not in sys.modules
    assert sys.dont_write_bytecode == writes_bytecode


def test_a_second_import_does_not_run_the_module() -> None:
    assert runs_of_two_imports(forget_between=False) == 1
    assert runs_of_two_imports(forget_between=True) == 2


def test_a_name_imported_from_a_module_does_not_follow_it() -> None:
    assert seen_after_change() == (5, 30)


def test_a_circular_import_fails_at_the_top_and_works_in_a_function() -> None:
    assert circular_import_error(inside_function=False) == CIRCULAR
    assert circular_import_error(inside_function=True) == ""


def test_a_file_under_two_names_has_its_classes_twice() -> None:
    assert caught_across_names() == (True, False)


def test_objects_keep_their_class_over_a_reload() -> None:
    assert instance_after_reload() is False


def test_main_shows_the_errors(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    printed = capsys.readouterr().out
    assert "runs 1 time," in printed
    assert "and 2 times when" in printed
    assert "still has 5" in printed
    assert f"ImportError: {CIRCULAR}" in printed
    assert "moved into its function: works" in printed
