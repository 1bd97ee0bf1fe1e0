"""Every command of the repository: `nox -l` lists them, `nox -s NAME` runs one, `nox` alone runs all checks.

A new topic is one line in PROJECTS; its tests, types, blanks and examples follow from that line.
"""

import math
import os
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import nox

nox.needs_version = ">=2026.4"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.error_on_missing_interpreters = True
nox.options.reuse_venv = "yes"
nox.options.tags = ["check"]

ROOT = Path(__file__).parent
PYTHON = "3.13"
OLDEST = "3.12"


@dataclass(frozen=True)
class Project:
    """A folder with its own pyproject.toml and tests; ``title`` is its line in ``nox -l``."""

    folder: str
    title: str
    pythons: tuple[str, ...] = (PYTHON,)
    portable: bool = False  # CI runs it on macOS and Windows as well
    workers: float = 1.5  # of pytest, a processor: tests wait for servers, and for other processes

    @property
    def session(self) -> str:
        """The session of its tests, which several projects of one folder share."""
        return self.folder.split("/")[0]


PROJECTS = [
    Project("01-syntax", "Syntax, data structures, algorithms", (OLDEST, PYTHON)),
    Project("03-frameworks", "One to-do service in Flask, Django and FastAPI"),
    Project("04-database", "One dataset, three data layers, two engines"),
    Project("capstone/step_1_core_api", "The notes API"),
    Project("capstone/step_2_database", "The notes API"),
    Project("study", "The tool that turns examples into exercises", portable=True, workers=2),
]

# What `nox -s serve -- NAME` starts: the folder of its project, and the command. The first one is the main job.
SERVERS = {
    "notes": ("capstone/step_2_database", ["notes", "serve", "--seed", "."]),
    "notes-in-memory": ("capstone/step_1_core_api", ["notes", "serve", "--seed", "."]),
    "flask_app": ("03-frameworks", ["python", "-m", "flask_app", "serve"]),
    "django_app": ("03-frameworks", ["python", "-m", "django_app", "serve"]),
    "fastapi_app": ("03-frameworks", ["python", "-m", "fastapi_app", "serve"]),
}

# The commands of the study tool, each a session of the same name; what follows `--` is the command's.
LEARNING = {
    "practice": "Make an example an exercise: `-- PATH` or its name, or nothing for the next along the path.",
    "check": "Check what you wrote with the example's own tests; `-- --watch` checks on every save.",
    "hint": "One hint more about the function to write next.",
    "diff": "Compare your solution with the reference, once it passes.",
    "reset": "Begin an exercise anew; what you wrote is kept aside.",
    "list": "List all exercises along the learning path, and how far you are.",
    "status": "Show your progress, and what is next.",
    "quiz": "Take a quiz: `-- phase-1` to `phase-9`, `final`, or a topic.",
    "review": "Go through the questions that are due today, by spaced repetition.",
    "cards": "Write Anki decks from the questions into practice/cards.",
    "interview": "Plan an interview: `-- --minutes 60 --level senior --topics api,database`.",
}

BENCHMARKS = [
    "01-syntax/benchmarks",
    "03-frameworks/benchmarks",
    "04-database/benchmarks",
    "capstone/step_2_database/benchmarks",
]

# Without bytecode on disk, each of the many processes that tests start would compile all that it imports.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Every install is held to the versions that are known to work together; NEWEST=1 asks for the newest instead.
if os.environ.get("NEWEST") != "1":
    for variable in ("UV_CONSTRAINT", "PIP_CONSTRAINT"):
        os.environ[variable] = (ROOT / "constraints.txt").as_uri()


def group(name: str) -> list[str]:
    """Return the requirements of a dependency group of the root pyproject.toml."""
    return nox.project.dependency_groups(nox.project.load_toml(ROOT / "pyproject.toml"), name)


def dependencies(*projects: Project) -> list[str]:
    """Return what the projects and their tests need, without the projects themselves."""
    requirements: set[str] = set()
    for project in projects:
        pyproject = nox.project.load_toml(ROOT / project.folder / "pyproject.toml")
        requirements.update(pyproject["project"].get("dependencies", []))
        requirements.update(nox.project.dependency_groups(pyproject, "test"))
    return sorted(requirements)


def extra_tests(project: Project) -> list[str]:
    """Return the test folders of other projects that this one must pass as well, as its pyproject.toml names them."""
    pyproject = nox.project.load_toml(ROOT / project.folder / "pyproject.toml")
    folders: list[str] = pyproject.get("tool", {}).get("study", {}).get("extra-tests", [])
    return folders


def projects_of(paths: list[str]) -> list[Project]:
    """Return the projects that hold the paths or lie below them (all when there is no path), or end the session."""
    found: set[Project] = set()
    for path in paths:
        place = Path(path).resolve()
        folders = {project: ROOT / project.folder for project in PROJECTS}
        owners = {each for each, root in folders.items() if place.is_relative_to(root) or root.is_relative_to(place)}
        if not owners or not place.exists():
            raise SystemExit(f"{path}: expected a path in one of {', '.join(each.folder for each in PROJECTS)}")
        found |= owners
    return [project for project in PROJECTS if project in found] or PROJECTS


def add_test_session(name: str, projects: list[Project]) -> None:
    """Make the test session of a topic. A topic of several projects, the capstone, gets a parameter for each."""

    def run_tests(session: nox.Session, project: Project) -> None:
        session.install("-e", project.folder, *dependencies(project))
        session.chdir(project.folder)
        # Counting coverage once is enough.
        coverage = ["--cov", f"--cov-config={ROOT / 'pyproject.toml'}"] if session.python == PYTHON else []
        workers = math.ceil((os.cpu_count() or 1) * project.workers)
        everything = [f"--numprocesses={workers}", "--dist=worksteal", *coverage, ".", *extra_tests(project)]
        session.run("python", "-m", "pytest", *(session.posargs or everything))

    function: Callable[..., None]
    if len(projects) > 1:

        @nox.parametrize("step", [nox.param(project, id=Path(project.folder).name) for project in projects])
        def function(session: nox.Session, step: Project) -> None:
            run_tests(session, step)

    else:

        def function(session: nox.Session) -> None:
            run_tests(session, projects[0])

    function.__doc__ = f"{projects[0].title}: its tests."
    tags = ["check", "portable"] if projects[0].portable else ["check"]
    pythons = projects[0].pythons
    nox.session(name=name, python=pythons[0] if len(pythons) == 1 else pythons, tags=tags)(function)


for session_name in dict.fromkeys(project.session for project in PROJECTS):
    add_test_session(session_name, [project for project in PROJECTS if project.session == session_name])


@nox.session(python=PYTHON, tags=["check"])
def lint(session: nox.Session) -> None:
    """Format and style of code and workflows; `-- --fix` mends what can be mended."""
    session.install(*group("lint"))
    if "--fix" in session.posargs:
        session.run("ruff", "check", "--fix", ".")
        session.run("ruff", "format", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("ruff", "check", ".")
    session.run("actionlint", *(str(path) for path in Path(".github/workflows").glob("*.yml")))
    session.run("zizmor", "--offline", "--quiet", "--strict-collection", "--persona=pedantic", ".github")
    session.run("shellcheck", "--enable=all", ".ci/run")


@nox.session(python=PYTHON)
def environment(session: nox.Session) -> None:
    """Make the environment with the dependencies of everything, in which the sessions below run."""
    session.install("-e", "study", *group("types"), *dependencies(*PROJECTS))


# Their environments would all hold the same, and take seconds to make and to compile to bytecode, each.
shared_session = partial(nox.session, python=PYTHON, venv_backend="none", requires=["environment"])


def shared_bin(session: nox.Session) -> Path:
    """Return the folder of the shared environment's commands."""
    return session.cache_dir.resolve().parent / "environment" / ("Scripts" if os.name == "nt" else "bin")


def run_shared(session: nox.Session, command: str, *arguments: str, success_codes: tuple[int, ...] = (0,)) -> None:
    """Run a command of the shared environment, in which what it starts finds the others."""
    folder = shared_bin(session)
    session.run(
        *(str(folder / command), *arguments),
        env={"PATH": os.pathsep.join([str(folder), os.environ["PATH"]])},
        external=True,
        success_codes=success_codes,
        interrupt_timeout=20,  # on Ctrl-C it ends the test processes and removes their copies, which takes a moment
        terminate_timeout=10,
    )


@shared_session(tags=["check"])
def types(session: nox.Session) -> None:
    """Type-check every project with mypy --strict, or those of `-- PATH`."""
    projects = projects_of(session.posargs)
    mypy = shared_bin(session) / "mypy"
    # A project with settings of its own repeats those of the root: mypy reads one file.
    own = {
        project: "mypy" in nox.project.load_toml(ROOT / project.folder / "pyproject.toml").get("tool", {})
        for project in projects
    }

    def check(project: Project) -> subprocess.CompletedProcess[str]:
        # With the same settings, what one project learnt about a library need not be learnt again by the next.
        same = ["--config-file", ROOT / "pyproject.toml", "--cache-dir", ROOT / ".mypy_cache"]
        settings = ["--config-file", "pyproject.toml"] if own[project] else same
        return subprocess.run([mypy, *settings, "."], cwd=ROOT / project.folder, capture_output=True, text=True)

    def check_in_turn(some: list[Project]) -> dict[Project, subprocess.CompletedProcess[str]]:
        return {project: check(project) for project in some}

    # Side by side, but two at a time must not write to one cache.
    queues = [[project for project in projects if not own[project]], *([each] for each in projects if own[each])]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = {project: result for found in pool.map(check_in_turn, queues) for project, result in found.items()}
    for project in projects:
        session.log(f"{project.folder}: {results[project].stdout}{results[project].stderr}".rstrip())
    if any(result.returncode for result in results.values()):
        session.error("mypy found mistakes")


@nox.session(python=PYTHON)
def serve(session: nox.Session) -> None:
    """Run the notes service on http://127.0.0.1:8000; `-- NAME` for another server, more options follow."""
    options = list(session.posargs)
    folder, command = SERVERS[options.pop(0) if options and options[0] in SERVERS else "notes"]
    session.install("-e", folder)
    # Ctrl-C reaches the server as well: give it the time to finish the requests in flight.
    session.run(*command, *options, interrupt_timeout=60, terminate_timeout=60)


@nox.session(python=PYTHON)
def run(session: nox.Session) -> None:
    """Run one example with what it needs: `-- PATH [ARGUMENTS]`."""
    if not session.posargs:
        session.error("nox -s run -- PATH [ARGUMENTS]: the path of an example is missing")
    project = projects_of(session.posargs[:1])[0]
    session.install(*dependencies(project))
    session.run("python", *session.posargs, env={"PYTHONPATH": str(ROOT / project.folder)})


@shared_session(tags=["check"])
def examples(session: nox.Session) -> None:
    """Run the main() of every example, or of those under `-- PATH`; stop at the first that fails."""
    study(session, "study.examples")


@shared_session(tags=["check"])
def lessons(session: nox.Session) -> None:
    """Check the links, questions and snippets of all lessons, or of those under `-- PATH`."""
    study(session, "study.lessons")


@shared_session(tags=["check"])
def exercises(session: nox.Session) -> None:
    """Prove that every exercise, or those of `-- PATH`, fails before anything is written."""
    study(session, "study.blanks", "--exercises")


@shared_session()
def blanks(session: nox.Session) -> None:
    """Empty every public function in turn, or those of `-- PATH`; list those whose tests stay green."""
    study(session, "study.blanks")


def study(session: nox.Session, module: str, *options: str) -> None:
    """Run a module of the study tool over the projects of the session's paths."""
    chosen = [arg for project in projects_of(session.posargs) for arg in ("--project", project.folder)]
    run_shared(session, "python", "-m", module, *options, *chosen, *session.posargs)


def add_learning_session(command: str, title: str) -> None:
    """Make the session of one command of the study tool."""

    def learn(session: nox.Session) -> None:
        # 1: something is not done yet, which is no failure of the session.
        run_shared(session, "study", command, *session.posargs, success_codes=(0, 1))

    learn.__doc__ = title
    shared_session(name=command)(learn)


for learning_command, learning_title in LEARNING.items():
    add_learning_session(learning_command, learning_title)


@nox.session(python=PYTHON)
def bench(session: nox.Session) -> None:
    """Measure, and write the tables of the lessons: all, or `-- PATH [OPTIONS]`; figures are ratios within one run."""
    options = list(session.posargs)
    path = options.pop(0) if options and not options[0].startswith("-") else "."
    folders = [folder for folder in BENCHMARKS if Path(folder).is_relative_to(path)]
    if not folders:
        session.error(f"{path}: expected one of {', '.join(BENCHMARKS)}, or a folder above")
    for folder in folders:
        (project,) = projects_of([folder])
        session.install("-e", project.folder, *dependencies(project))
        session.run("python", folder, *options)


@nox.session(python=PYTHON)
def lock(session: nox.Session) -> None:
    """Write constraints.txt: the newest versions that work together; `-- --upgrade` takes newer ones."""
    anew = {"UV_CONSTRAINT": None, "PIP_CONSTRAINT": None}
    session.install("uv", env=anew)
    files = ["pyproject.toml", *(f"{project.folder}/pyproject.toml" for project in PROJECTS)]
    groups = [("pyproject.toml", name) for name in ("lint", "types")]
    groups += [(f"{project.folder}/pyproject.toml", "test") for project in PROJECTS]
    session.run(
        *("uv", "pip", "compile", "--universal", "--python-version", OLDEST, "--no-header", "--no-annotate"),
        *("--output-file", "constraints.txt", *session.posargs, *files[1:]),
        *(argument for file, name in groups for argument in ("--group", f"{file}:{name}")),
        env=anew,
    )


@nox.session(python=PYTHON)
def dev(session: nox.Session) -> None:
    """Make .venv with the dependencies of everything and the command `study`, for an editor and a terminal."""
    session.run("python", "-m", "venv", "--clear", ".venv")
    python = str(ROOT / ".venv" / ("Scripts" if os.name == "nt" else "bin") / "python")
    requirements = [*group("lint"), *group("types"), *dependencies(*PROJECTS), "-e", "study"]
    session.run(python, "-m", "pip", "install", "--quiet", *requirements, external=True)
