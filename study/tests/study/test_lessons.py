from pathlib import Path

import pytest
from typer.testing import CliRunner

from study.lessons import Section, app, documents, parts
from study.projects import Project
from study.warm import CAN_FORK


def lessons(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    return result.exit_code, result.output


@pytest.fixture
def repository(small_repository: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(small_repository)
    return small_repository


def append(file: Path, text: str) -> None:
    file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_lessons_that_keep_their_word_pass(repository: Path) -> None:
    code, output = lessons()

    assert (code, output.rpartition(",")[0]) == (0, "lessons: 2 documents, 5 sections run, no mistakes")


@pytest.mark.parametrize(
    ("file", "text", "complaint"),
    [
        ("README.md", "\n[gone](gone.md)\n", "01-basics/README.md: links to gone.md, which does not exist"),
        ("README.md", "\n## More\n\n```python\n1 / 0\n```\n", "01-basics/README.md:7: does not run: ZeroDivisionError"),
        ("README.md", "\n```python\nprint(7)\n```\n", "01-basics/README.md:5: no block of text shows what is printed"),
        ("QUESTIONS.md", "\n## Half a question\n", "QUESTIONS.md:62: 'Half a question': expected the line 'id: "),
        ("basics/README.md", "[gone](../gone.py)\n", "01-basics/basics/README.md: links to ../gone.py"),
    ],
)
def test_a_mistake_is_told_with_its_place(repository: Path, file: str, text: str, complaint: str) -> None:
    (repository / "01-basics" / file).touch()
    append(repository / "01-basics" / file, text)

    code, output = lessons()

    assert code == 1
    assert complaint in output
    assert ", 1 mistakes, " in output


def test_a_trace_that_prints_something_else_is_told(repository: Path) -> None:
    file = repository / "01-basics" / "QUESTIONS.md"
    file.write_text(file.read_text(encoding="utf-8").replace("0.01\n", "0.02\n"), encoding="utf-8")

    code, output = lessons("--project", "01-basics")

    assert code == 1
    assert "01-basics/QUESTIONS.md:40: expected what is printed:\n0.01\n" in output


@pytest.mark.skipif(not CAN_FORK, reason="forks are for Linux")
def test_what_the_topic_imports_is_imported_once_for_all_sections(repository: Path) -> None:
    snippet = "\n## {}\n\n```python\nimport os, sys\nprint('decimal' in sys.modules, len(sys.argv))\n{}\n```\n"
    shown = "\n```text\nTrue 3\n```\n"
    text = (
        snippet.format("One", "sys.modules['basics'] = None") + shown + snippet.format("Two", "import basics") + shown
    )
    append(repository / "01-basics" / "README.md", text)

    code, output = lessons("--workers", "1")

    assert (code, output.rpartition(",")[0]) == (0, "lessons: 2 documents, 7 sections run, no mistakes")


def test_python_of_a_project_that_is_no_topic_is_not_run(repository: Path) -> None:
    (repository / "01-basics" / "QUESTIONS.md").unlink()
    append(repository / "01-basics" / "README.md", "\n[gone](gone.md)\n\n```python\n1 / 0\n```\n")

    code, output = lessons()

    assert code == 1
    assert output.splitlines()[0] == "01-basics/README.md: links to gone.md, which does not exist"
    assert "1 documents, 0 sections run, 1 mistakes" in output


def test_a_folder_that_is_no_project_is_refused(repository: Path) -> None:
    assert lessons("--project", "nowhere") == (
        2,
        "lessons: nowhere: not a project (a folder with pyproject.toml and tests/)\n",
    )


def test_only_what_was_asked_for_is_read(repository: Path) -> None:
    append(repository / "01-basics" / "README.md", "\n[gone](gone.md)\n")

    code, output = lessons("01-basics/QUESTIONS.md")

    assert (code, output.partition(",")[0]) == (0, "lessons: 1 documents")


def test_a_path_without_documents_is_refused(repository: Path) -> None:
    assert lessons("01-basics/basics") == (
        2,
        "lessons: no README.md, QUESTIONS.md or other page in what was asked for\n",
    )


def test_documents_are_those_of_the_project_and_of_its_packages(repository: Path) -> None:
    topic = repository / "01-basics"
    for folder in ("basics/deep", ".venv/package"):
        (topic / folder).mkdir(parents=True)
        (topic / folder / "README.md").touch()
    (topic / "basics" / "framework.md").touch()
    (topic / "NOTES.md").touch()

    found = documents(Project(topic))

    names = [file.relative_to(topic).as_posix() for file in found]
    assert names == ["README.md", "QUESTIONS.md", "basics/framework.md", "basics/deep/README.md"]


def test_the_parts_are_the_text_before_the_first_heading_and_the_sections(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("# Basics\n\nText.\n\n## One\n\na\n", encoding="utf-8")

    assert list(parts(readme)) == [Section(readme, 0, "# Basics\n\nText.\n"), Section(readme, 5, "\na")]


def test_a_document_without_headings_is_one_part(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("Text.\n", encoding="utf-8")

    assert list(parts(readme)) == [Section(readme, 0, "Text.")]


@pytest.mark.parametrize("file", ["README.md", "QUESTIONS.md"])
def test_a_document_that_is_not_utf_8_is_refused(repository: Path, file: str) -> None:
    (repository / "01-basics" / file).write_bytes(b"# \xff\n")

    code, output = lessons()

    assert code == 2
    assert f"01-basics/{file}: cannot be read: 'utf-8'" in output
