from pathlib import Path

import pytest

from conftest import Write
from study.imports import ImportGraph
from study.projects import Project, UsageError


def groups_of(root: Path, module: str) -> list[list[str]]:
    groups = ImportGraph(Project(root)).tests_of(root / module)
    return [[file.relative_to(root, walk_up=True).as_posix() for file in group] for group in groups]


@pytest.fixture
def shop(write: Write) -> Path:
    return write(
        {
            "pyproject.toml": "",
            "shop/__init__.py": "from .cart import total",
            "shop/cart.py": "from shop import prices",
            "shop/prices.py": "",
            "shop/deep/__init__.py": "",
            "shop/deep/taxes.py": "from ..prices import x",
            "shop/lonely.py": "import os",
            "tests/shop/test_cart.py": "import shop.cart",
            "tests/shop/test_taxes.py": "from shop.deep import taxes",
        }
    )


def test_likeliest_tests_come_first(shop: Path) -> None:
    assert groups_of(shop, "shop/cart.py") == [["tests/shop/test_cart.py"], ["tests/shop/test_taxes.py"]]
    assert groups_of(shop, "shop/prices.py") == [["tests/shop/test_cart.py", "tests/shop/test_taxes.py"]]


def test_importing_a_module_runs_the_packages_above_it(shop: Path) -> None:
    assert groups_of(shop, "shop/__init__.py") == [["tests/shop/test_cart.py", "tests/shop/test_taxes.py"]]
    assert groups_of(shop, "shop/deep/__init__.py") == [["tests/shop/test_taxes.py"]]


def test_relative_imports_are_resolved(write: Write) -> None:
    root = write(
        {
            "pyproject.toml": "",
            "shop/a/one.py": "from . import two",
            "shop/a/two.py": "from ..b import three",
            "shop/b/three.py": "from ..b.four import x",
            "shop/b/four.py": "",
            "shop/b/five.py": "from ....far import away",
            "tests/test_one.py": "import shop.a.one",
        }
    )

    assert groups_of(root, "shop/b/four.py") == [["tests/test_one.py"]]
    assert groups_of(root, "shop/b/five.py") == []


def test_module_that_nothing_imports_has_no_tests(shop: Path) -> None:
    assert groups_of(shop, "shop/lonely.py") == []


def test_test_of_the_same_name_and_folder_counts_without_an_import(shop: Path, write: Write) -> None:
    write({"tests/shop/test_lonely.py": "", "tests/other/lonely_test.py": ""})

    assert groups_of(shop, "shop/lonely.py") == [["tests/shop/test_lonely.py"]]


def test_package_is_mirrored_by_a_test_of_its_name(shop: Path, write: Write) -> None:
    write({"tests/test_shop.py": "import shop"})

    assert groups_of(shop, "shop/__init__.py")[0] == ["tests/test_shop.py"]


def test_conftest_counts_as_imported_by_every_test_below_it(shop: Path, write: Write) -> None:
    write({"tests/conftest.py": "from shop import lonely", "elsewhere/test_x.py": ""})

    assert groups_of(shop, "shop/lonely.py") == [["tests/shop/test_cart.py", "tests/shop/test_taxes.py"]]


def test_neighbours_can_be_imported_by_their_bare_names(shop: Path, write: Write) -> None:
    write({"tests/shop/helper.py": "import shop.lonely", "tests/shop/test_h.py": "import helper"})

    assert groups_of(shop, "shop/lonely.py") == [["tests/shop/test_h.py"]]


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("shop/lonely.py", "shop.lonely"),
        ("shop/lonely.py", "shop.lonely:app"),
        ("shop/lonely.py", "shop.lonely.Config"),
        ("shop/lonely.py", "shop/lonely.py"),
        ("shop/lonely.py", "lonely.py"),
        ("shop/scripts/env.py", "scripts"),
        ("shop/migrations/0001_initial.py", "0001_initial"),
        ("shop/__main__.py", "shop"),
    ],
)
def test_strings_that_name_a_module_count_last(shop: Path, write: Write, module: str, text: str) -> None:
    write({module: "", "tests/test_name.py": f"run({text!r})"})

    assert groups_of(shop, module) == [["tests/test_name.py"]]


def test_strings_in_a_test_count_before_those_elsewhere(write: Write) -> None:
    root = write(
        {
            "pyproject.toml": "",
            "shop/migrations/0001_initial.py": "",
            "shop/settings.py": "FOLDER = 'migrations'",
            "tests/test_a.py": "import shop.settings",
            "tests/test_b.py": "migrate('0001_initial')",
        }
    )

    assert groups_of(root, "shop/migrations/0001_initial.py") == [["tests/test_b.py"], ["tests/test_a.py"]]


@pytest.mark.parametrize("text", ["lonely", "shop lonely", "lonely.pyc", "x" * 300 + "/lonely.py", "a\nlonely.py"])
def test_other_strings_do_not_count(shop: Path, write: Write, text: str) -> None:
    write({"tests/test_name.py": f"run({text!r})"})

    assert groups_of(shop, "shop/lonely.py") == []


def test_extra_tests_and_their_conftest_are_in_the_graph(write: Write) -> None:
    top = write(
        {
            "one/tests/conftest.py": "start('shop')",
            "one/tests/contract/test_api.py": "",
            "two/pyproject.toml": '[tool.study]\nextra-tests = ["../one/tests/contract"]',
            "two/tests/test_two.py": "",
            "two/shop/__init__.py": "",
        }
    )

    assert groups_of(top / "two", "shop/__init__.py") == [["../one/tests/contract/test_api.py"]]


@pytest.mark.parametrize("name", ["shop/broken.py", "tests/test_broken.py", "tests/conftest.py"])
def test_file_that_is_not_python_is_named(shop: Path, write: Write, name: str) -> None:
    write({name: "def f(:"})

    with pytest.raises(UsageError, match=rf"{Path(name).name}:1: not Python"):
        ImportGraph(Project(shop))


def test_files_broken_on_purpose_are_left_alone(shop: Path, write: Write) -> None:
    write({"tests/samples/broken.py": "def f(:", "data/broken.py": "x ="})

    assert groups_of(shop, "shop/lonely.py") == []
