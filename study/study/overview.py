"""``study list`` and ``study status``: the exercises along the learning path, and how far one is.

Cost: parses every module of the repository, some seconds for hundreds of files.
Not for: the questions; ``study quiz --history`` and ``study review --stats`` tell of those.
"""

from collections.abc import Mapping
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from study.learner_files import learner_file
from study.progress import TABLES, Progress, all_progress, current, next_along_the_path
from study.projects import shown
from study.topics import Exercise, choose_topics
from study.workspace import Workspace, open_workspace


def list_exercises(
    topic: Annotated[str | None, typer.Argument(help="Only the exercises of this topic.")] = None,
) -> None:
    """List all exercises along the learning path, and how far you are."""
    workspace = open_workspace()
    topics = choose_topics(workspace.topics, topic) if topic else workspace.topics
    progress, at_hand = _read(workspace)
    for each in topics:
        workspace.say(f"{each.name}: {each.title}")
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
        table.add_column(no_wrap=True)
        table.add_column(overflow="fold")
        for exercise in each.exercises:
            name = exercise.name.removeprefix(f"{each.name}/")
            here = "  <- at hand" if exercise.name == at_hand else ""
            table.add_row(_state(exercise, progress), Text(f"{name}{here}"), style=_style(exercise, progress))
        workspace.console.print(table)
        workspace.say("")
    workspace.say("Begin one by its path or name: study practice iterators")


def status() -> None:
    """Show your progress, and what is next."""
    workspace = open_workspace()
    progress, at_hand = _read(workspace)
    table = Table("topic", "passed", "begun", box=None, padding=(0, 2, 0, 0))
    table.columns[0].overflow = "fold"
    for column in table.columns[1:]:
        column.justify = "right"
    for topic in workspace.topics:
        passed = [each for each in topic.exercises if _has_passed(each.name, progress)]
        begun = [each for each in topic.exercises if each.name in progress and each not in passed]
        table.add_row(Text(topic.name), f"{len(passed)} of {len(topic.exercises)}", str(len(begun)))
    workspace.console.print(table)
    workspace.say("")
    exercises = [exercise for topic in workspace.topics for exercise in topic.exercises]
    _say_what_is_at_hand(workspace, exercises, progress, at_hand)


def _read(workspace: Workspace) -> tuple[dict[str, Progress], str | None]:
    with workspace.store(TABLES) as store:
        return all_progress(store), current(store)


def _say_what_is_at_hand(
    workspace: Workspace, exercises: list[Exercise], progress: Mapping[str, Progress], at_hand: str | None
) -> None:
    here = next((exercise for exercise in exercises if exercise.name == at_hand), None)
    if here and not _has_passed(here.name, progress):
        workspace.say(f"At hand: {here.name}, {_state(here, progress)}")
        workspace.say(f"Your file: {shown(learner_file(workspace, here))}")
        workspace.say("Go on: study check --watch")
        return
    following = next_along_the_path(exercises, progress, at_hand)
    if following is None:
        workspace.say("All exercises are passed.")
    else:
        workspace.say(f"Next along the path: study practice {following.name}")


def _state(exercise: Exercise, progress: Mapping[str, Progress]) -> str:
    known = progress.get(exercise.name)
    if known is None:
        return "-"
    if known.passed:
        return "passed"
    return f"{known.done} of {known.total}"


def _style(exercise: Exercise, progress: Mapping[str, Progress]) -> str:
    if exercise.name not in progress:
        return ""
    return "green" if progress[exercise.name].passed else "yellow"


def _has_passed(name: str, progress: Mapping[str, Progress]) -> bool:
    return name in progress and progress[name].passed is not None
