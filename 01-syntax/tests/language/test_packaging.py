"""The package as its users get it: built, installed into a fresh environment, run there."""

import ensurepip
import os
import runpy
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from dataclasses import dataclass
from datetime import timedelta
from email.message import Message
from email.parser import Parser
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.packaging.durations import cli, format_duration, parse_duration

PROJECT = Path(__file__).parents[2] / "language" / "packaging"
PACKAGE = PROJECT / "durations"
ABOUT = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# A new environment gets pip from this wheel. Running pip out of it saves the seconds that unpacking takes.
PIP_WHEELS = Path(sysconfig.get_config_var("WHEEL_PKG_DIR") or Path(ensurepip.__file__).parent / "_bundled")
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP_", "COV"))}
MILLISECOND = timedelta(milliseconds=1)
durations_of_settings = st.integers(0, timedelta.max // MILLISECOND).map(lambda count: count * MILLISECOND)


def run(*command: str | Path) -> str:
    finished = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, timeout=100, env=CLEAN, cwd=PACKAGE.anchor
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


@dataclass(frozen=True)
class Installed:
    """A fresh virtual environment with the package, and nothing else, in it."""

    scripts: Path

    @property
    def python(self) -> Path:
        return self.scripts / "python"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source, out = tmp_path_factory.mktemp("source") / "project", tmp_path_factory.mktemp("dist")
    shutil.copytree(PROJECT, source, ignore=shutil.ignore_patterns("__pycache__", ".*", "dist"))
    run(sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", out, source)
    (built,) = out.iterdir()
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("fresh") / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", folder)
    environment = Installed(folder / ("Scripts" if os.name == "nt" else "bin"))
    pip = next(PIP_WHEELS.glob("pip-*.whl")) / "pip"
    run(environment.python, pip, "--isolated", "install", "--no-index", "--no-compile", wheel)
    return environment


@pytest.fixture
def metadata(wheel: Path) -> Message:
    with ZipFile(wheel) as archive:
        return Parser().parsestr(archive.read(f"backend_durations-{ABOUT['version']}.dist-info/METADATA").decode())


def test_the_wheel_holds_the_package_with_its_typed_marker(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}

    expected = {f"durations/{file.name}" for file in PACKAGE.iterdir() if file.suffix in {".py", ".typed"}}
    assert names == expected
    assert "durations/py.typed" in names


def test_the_metadata_is_that_of_the_project_file(metadata: Message) -> None:
    assert (metadata["Name"], metadata["Version"]) == (ABOUT["name"], ABOUT["version"])
    assert metadata["Requires-Python"] == ABOUT["requires-python"]
    assert metadata.get_all("Requires-Dist") is None
    assert "Private :: Do Not Upload" in (metadata.get_all("Classifier") or [])


def test_the_installed_package_is_imported_from_the_fresh_environment(installed: Installed) -> None:
    program = "import durations; print(durations.__file__, durations.parse_duration('1h30m'), sep='\\n')"
    file, duration = run(installed.python, "-c", program).splitlines()
    assert Path(file).resolve().is_relative_to(installed.scripts.parent.resolve())
    assert duration == "1:30:00"


def test_the_console_script_and_the_module_are_one_program(installed: Installed) -> None:
    for command in ([installed.scripts / "durations"], [installed.python, "-m", "durations"]):
        assert run(*command, "1h30m", "250ms") == "5400.0\n0.25\n"
        assert run(*command, "--version") == f"backend-durations {ABOUT['version']}\n"


def test_what_the_readme_names_is_there() -> None:
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    files = {file.name for file in PACKAGE.iterdir() if file.name != "__pycache__"}
    assert {name for name in files if f"](durations/{name})" in text} == files


@given(duration=durations_of_settings)
def test_what_is_written_reads_back_as_it_was(duration: timedelta) -> None:
    assert parse_duration(format_duration(duration)) == duration


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("90m", timedelta(minutes=90)),
        ("1d2h3m4s5ms", timedelta(days=1, hours=2, minutes=3, seconds=4, milliseconds=5)),
        ("5ms", timedelta(milliseconds=5)),
        ("5m5ms", timedelta(minutes=5, milliseconds=5)),
        ("0s", timedelta(0)),
    ],
)
def test_each_unit_is_read(text: str, duration: timedelta) -> None:
    assert parse_duration(text) == duration


@pytest.mark.parametrize("text", ["", "30", "-1s", "1.5h", "1m1h", "1s1s", "1S", "1 s", "1s\n", "\u0661s"])
def test_other_texts_are_refused_with_the_text_in_the_message(text: str) -> None:
    with pytest.raises(ValueError, match="not a duration") as caught:
        parse_duration(text)
    assert repr(text) in str(caught.value)


@pytest.mark.parametrize("text", ["9999999999d", "9" * 5000 + "s"])
def test_more_than_a_timedelta_holds_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="longer than a timedelta holds: '9999999999"):
        parse_duration(text)


@pytest.mark.parametrize("duration", [timedelta(microseconds=1), timedelta(seconds=-1)])
def test_what_the_notation_cannot_say_is_not_written(duration: timedelta) -> None:
    with pytest.raises(ValueError, match="not a whole number of milliseconds"):
        format_duration(duration)


def test_the_command_says_what_it_cannot_read(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["30"])
    assert caught.value.code == 2
    assert "not a duration such as 1h30m or 250ms: '30'" in capsys.readouterr().err


def test_the_version_is_asked_of_the_installed_metadata(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "version", {"backend-durations": "9.9"}.__getitem__)
    with pytest.raises(SystemExit) as caught:
        cli.main(["--version"])
    assert caught.value.code == 0
    assert capsys.readouterr().out == "backend-durations 9.9\n"


def test_the_main_module_runs_the_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["durations", "2m"])
    with pytest.raises(SystemExit) as caught:
        runpy.run_module("language.packaging.durations", run_name="__main__")
    assert (caught.value.code, capsys.readouterr().out) == (0, "120.0\n")
