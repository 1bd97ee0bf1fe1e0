from pathlib import Path

import pytest

from conftest import Write
from study.projects import (
    Project,
    UsageError,
    is_test,
    not_python,
    open_project,
    projects_at,
    python_files,
    select,
    shown,
    subfolders,
)

SHOP = {
    "shop/pyproject.toml": "",
    "shop/setup_helper.py": "",
    "shop/cart/__init__.py": "",
    "shop/cart/total.py": "",
    "shop/cart/deep/prices.py": "",
    "shop/cart/conftest.py": "",
    "shop/cart/test_inside.py": "",
    "shop/cart/migrations/env.py": "",
    "shop/cart/migrations/versions/0001.py": "",
    "shop/cart/__pycache__/old.py": "",
    "shop/data/a.py": "",
    "shop/benchmarks/b.py": "",
    "shop/docs/text.md": "",
    "shop/.venv/c.py": "",
    "shop/tests/conftest.py": "",
    "shop/tests/cart/test_total.py": "",
    "shop/tests/cart/helper.py": "",
    "shop/tests/cart/prices_test.py": "",
    "yard/garden/pyproject.toml": "",
    "yard/garden/tests/test_x.py": "",
    "yard/garden/plants/tree.py": "",
    "yard/tools/pyproject.toml": "",
}


@pytest.fixture
def yard(write: Write) -> Path:
    return write(SHOP)


def relative(files: list[Path], folder: Path) -> list[str]:
    return [file.relative_to(folder).as_posix() for file in files]


def test_modules_are_the_files_of_example_packages(yard: Path) -> None:
    modules = Project(yard / "shop").modules()

    assert relative(modules, yard / "shop") == [
        "cart/__init__.py",
        "cart/deep/prices.py",
        "cart/migrations/env.py",
        "cart/total.py",
    ]


def test_test_files_are_found_in_tests_and_beside_the_examples(yard: Path) -> None:
    tests = Project(yard / "shop").test_files()

    assert relative(tests, yard / "shop") == [
        "cart/test_inside.py",
        "tests/cart/prices_test.py",
        "tests/cart/test_total.py",
    ]


def test_extra_tests_belong_to_the_project_that_names_them(write: Write) -> None:
    top = write(
        {
            "one/pyproject.toml": "",
            "one/tests/contract/test_api.py": "",
            "two/pyproject.toml": '[tool.study]\nextra-tests = ["../one/tests/contract"]',
            "two/tests/test_two.py": "",
        }
    )
    two = Project(top / "two")

    assert two.extra_tests() == [top / "one/tests/contract"]
    assert relative(two.test_files(), top) == ["one/tests/contract/test_api.py", "two/tests/test_two.py"]
    assert Project(top / "one").extra_tests() == []


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ('[tool.study]\nextra-tests = ["../nowhere"]', "extra-tests names .*nowhere, which is no folder"),
        ("[tool", r"pyproject\.toml: "),
    ],
)
def test_broken_settings_are_named(write: Write, settings: str, message: str) -> None:
    top = write({"pyproject.toml": settings, "tests/test_a.py": ""})

    with pytest.raises(UsageError, match=message):
        Project(top).extra_tests()


def test_project_is_opened_at_its_own_folder_only(yard: Path) -> None:
    assert open_project(yard / "shop") == Project(yard / "shop")
    with pytest.raises(UsageError, match="cart: not a project"):
        open_project(yard / "shop/cart")


def test_projects_are_found_above_and_below_a_path(yard: Path) -> None:
    shop, garden = Project(yard / "shop"), Project(yard / "yard/garden")

    assert projects_at(yard / "shop/cart/total.py") == [shop]
    assert projects_at(yard / "shop") == [shop]
    assert projects_at(yard) == [shop, garden]


def test_path_without_a_project_is_named(yard: Path) -> None:
    with pytest.raises(UsageError, match="tools: neither in a project"):
        projects_at(yard / "yard/tools")
    with pytest.raises(UsageError, match="nowhere: no such file or folder"):
        projects_at(yard / "nowhere")


def test_paths_choose_modules_once(yard: Path) -> None:
    shop = yard / "shop"
    cart = shop / "cart"

    assert select([cart / "total.py", cart / "deep", cart / "total.py"], []) == {
        Project(shop): [cart / "total.py", cart / "deep/prices.py"]
    }
    assert select([cart / "deep"], [shop, yard / "yard/garden"]) == {Project(shop): [cart / "deep/prices.py"]}


def test_without_paths_the_projects_choose_and_then_the_working_folder(
    yard: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    garden = Project(yard / "yard/garden")
    monkeypatch.chdir(yard / "yard")

    assert select([], [yard / "yard/garden"]) == {garden: [yard / "yard/garden/plants/tree.py"]}
    assert select([], []) == select([], [yard / "yard/garden"])


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("shop/nowhere.py", "no such file or folder"),
        ("shop/tests", "no module of an example package of .*shop"),
        ("shop/setup_helper.py", "no module of an example package"),
        ("yard/garden/plants", "no module of an example package of .*shop"),
    ],
)
def test_paths_that_choose_nothing_are_named(yard: Path, path: str, message: str) -> None:
    with pytest.raises(UsageError, match=f"{Path(path).name}: {message}"):
        select([yard / path], [yard / "shop"])


def test_caches_and_hidden_folders_are_not_entered(yard: Path) -> None:
    assert [folder.name for folder in subfolders(yard / "shop")] == ["benchmarks", "cart", "data", "docs", "tests"]
    assert relative(sorted(python_files(yard / "shop/cart/deep")), yard) == ["shop/cart/deep/prices.py"]
    assert not any("__pycache__" in file.parts for file in python_files(yard / "shop"))


@pytest.mark.parametrize(
    ("name", "expected"),
    [("test_a.py", True), ("a_test.py", True), ("conftest.py", True), ("testing.py", False), ("latest.py", False)],
)
def test_names_that_pytest_reads(name: str, expected: bool) -> None:
    assert is_test(Path(name)) is expected


def test_paths_below_the_working_folder_are_shown_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert shown(tmp_path / "a/b.py") == str(Path("a/b.py"))
    assert shown(tmp_path.parent) == str(tmp_path.parent)


def test_file_that_is_not_python_is_shown_with_its_line() -> None:
    error = SyntaxError("invalid syntax", ("a.py", 3, 1, ""))

    assert str(not_python(Path("a.py"), error)) == "a.py:3: not Python: invalid syntax"
    assert str(not_python(Path("a.py"), SyntaxError("unknown encoding"))) == "a.py:1: not Python: unknown encoding"
