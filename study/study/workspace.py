"""Where a command works: the repository, the learner's folder in it, and the terminal.

Cost: finding the topics walks over the repository's folders once, and only when a command asks for them.
"""

import sys
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from sqlite3 import Connection

from rich.console import Console

from study.projects import UsageError
from study.questions import Question, read_all
from study.store import open_store
from study.topics import Topic, find_repository, find_topics


@dataclass(frozen=True)
class Workspace:
    """A repository and the terminal of the person who learns from it."""

    repository: Path
    console: Console = field(default_factory=Console)

    @property
    def practice(self) -> Path:
        """The folder that holds what the learner writes, and the store. Git ignores it."""
        return self.repository / "practice"

    @cached_property
    def topics(self) -> list[Topic]:
        """The topics along the learning path."""
        return find_topics(self.repository)

    @cached_property
    def questions(self) -> list[Question]:
        """The questions of all topics along the learning path."""
        return read_all(self.topics)

    def store(self, tables: str) -> AbstractContextManager[Connection]:
        """Open the learner's store; see ``study.store.open_store``."""
        return open_store(self.practice, tables, self.say)

    def say(self, text: str) -> None:
        """Print plain text: no markup, no highlighting, and no line broken in the middle of a path."""
        self.console.print(text, markup=False, highlight=False, soft_wrap=True)

    @property
    def can_ask(self) -> bool:
        """Whether a person sits at the terminal who can be asked."""
        return self.console.is_terminal and sys.stdin.isatty()


def open_workspace() -> Workspace:
    """Return the workspace of the repository that the current folder is in, or else of the one study lies in."""
    try:
        return Workspace(find_repository(Path.cwd()))
    except UsageError:
        return Workspace(find_repository(Path(__file__)))
