import subprocess
import sys
from pathlib import Path

import pytest

from conftest import Write
from study.copies import Copy, repository_of
from study.projects import Project


@pytest.fixture
def repository(write: Write) -> Path:
    return write(
        {
            "repository/pyproject.toml": "[tool.pytest.ini_options]",
            "repository/README.md": "read me",
            "repository/topics/shop/pyproject.toml": '[tool.study]\nextra-tests = ["../base/tests/contract"]',
            "repository/topics/shop/cart.py": "answer = 1",
            "repository/topics/shop/__pycache__/cart.pyc": "",
            "repository/topics/shop/.venv/big.py": "",
            "repository/topics/shop/.flags": "kept",
            "repository/topics/shop/tests/test_a.py": "",
            "repository/topics/base/pyproject.toml": "",
            "repository/topics/base/tests/contract/test_api.py": "",
        }
    )


@pytest.fixture
def copy(repository: Path, tmp_path: Path) -> Copy:
    return Copy(Project(repository / "repository/topics/shop"), tmp_path / "copy")


def test_copy_looks_like_the_repository(copy: Copy, tmp_path: Path) -> None:
    top = tmp_path / "copy"

    assert copy.root == top / "topics/shop"
    assert (top / "README.md").read_text() == "read me"
    assert (top / "README.md").is_symlink()
    assert (top / "topics/base/pyproject.toml").is_symlink()
    assert (copy.root / ".flags").read_text() == "kept"


def test_project_and_extra_tests_are_real_copies_without_caches(copy: Copy, tmp_path: Path) -> None:
    contract = tmp_path / "copy/topics/base/tests/contract/test_api.py"

    assert contract.resolve() == contract
    assert (copy.root / "cart.py").resolve() == copy.root / "cart.py"
    assert not (copy.root / "__pycache__").exists()
    assert not (copy.root / ".venv").exists()


def test_path_of_an_original_in_the_copy(copy: Copy, repository: Path, tmp_path: Path) -> None:
    assert copy.path(repository / "repository/topics/base") == tmp_path / "copy/topics/base"


def test_copy_inside_of_its_project_does_not_copy_itself(write: Write) -> None:
    top = write({"pyproject.toml": "", "shop/a.py": "", "temporary/copies/.keep": ""})

    copy = Copy(Project(top), top / "temporary/copies/0")

    assert sorted(file.name for file in copy.root.rglob("*")) == ["a.py", "pyproject.toml", "shop"]


def test_change_lasts_as_long_as_the_block(copy: Copy, repository: Path) -> None:
    original = repository / "repository/topics/shop/cart.py"
    command = [sys.executable, "-c", "import cart; print(cart.answer)"]
    printed = []

    for answer in range(2, 5):
        with copy.changed(original, f"answer = {answer}", "utf-8"):
            printed.append(subprocess.check_output(command, cwd=copy.root, text=True).strip())
        printed.append(subprocess.check_output(command, cwd=copy.root, text=True).strip())

    assert printed == ["2", "1", "3", "1", "4", "1"]
    assert original.read_text() == "answer = 1"


def test_change_is_taken_back_after_an_error(copy: Copy, repository: Path) -> None:
    original = repository / "repository/topics/shop/cart.py"

    def fail() -> None:
        with copy.changed(original, "# ä", "latin-1"):
            raise RuntimeError((copy.root / "cart.py").read_bytes())

    with pytest.raises(RuntimeError, match=r"# \\xe4"):
        fail()
    assert (copy.root / "cart.py").read_text() == "answer = 1"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"a/pyproject.toml": "[tool.pytest.ini_options]", "a/b/c/pyproject.toml": ""}, "a"),
        ({"a/pyproject.toml": "[tool.pytest]", "a/b/c/pyproject.toml": "[tool.pytest]"}, "a/b/c"),
        ({"a/pytest.ini": "", "a/b/c/pyproject.toml": ""}, "a"),
        ({"a/pyproject.toml": "[broken", "a/b/c/pyproject.toml": ""}, "a/b/c"),
    ],
)
def test_repository_is_where_the_settings_of_pytest_are(write: Write, files: dict[str, str], expected: str) -> None:
    top = write(files)

    assert repository_of(Project(top / "a/b/c")) == top / expected


def test_repository_holds_the_extra_tests(write: Write) -> None:
    top = write({"a/pyproject.toml": '[tool.study]\nextra-tests = ["../b"]\n[tool.pytest]', "b/test_x.py": ""})

    assert repository_of(Project(top / "a")) == top
