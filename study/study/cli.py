"""``study``: the commands for whoever learns from this repository.

Exit code 0 when all is well, 1 when something is not done yet, 2 when the command makes no sense as given, 130 when it
was interrupted.
"""

import sys
from collections.abc import Callable
from functools import wraps
from io import TextIOWrapper

import typer

from study.cards import cards
from study.hints import hint
from study.interview import interview
from study.overview import list_exercises, status
from study.practice import check, diff, practice, reset
from study.projects import UsageError
from study.quiz import quiz
from study.review import review

app = typer.Typer(
    name="study",
    help="Turn the examples into exercises, and the questions into quizzes, reviews and cards.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def complaining[**P](command: Callable[P, None]) -> Callable[P, None]:
    """Make a command end with a sentence instead of a traceback when it cannot be done or is interrupted."""

    @wraps(command)
    def complain(*args: P.args, **kwargs: P.kwargs) -> None:
        if isinstance(sys.stdout, TextIOWrapper):  # a learner's text may hold what the terminal cannot show
            sys.stdout.reconfigure(errors="backslashreplace")
        try:
            command(*args, **kwargs)
        except UsageError as error:
            typer.echo(f"study: {error}", err=True)
            raise typer.Exit(2) from None
        except KeyboardInterrupt:
            typer.echo("study: interrupted; what was done is kept", err=True)
            raise typer.Exit(130) from None

    return complain


COMMANDS: tuple[Callable[..., None], ...] = (
    practice,
    check,
    hint,
    diff,
    reset,
    list_exercises,
    status,
    review,
    cards,
    quiz,
    interview,
)
NAMES = {list_exercises: "list"}  # which is a built-in's name in Python

for _command in COMMANDS:
    app.command(NAMES.get(_command))(complaining(_command))

if __name__ == "__main__":
    app()
