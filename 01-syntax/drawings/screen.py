"""Play frames in a terminal: what every drawing of this folder ends in.

A drawing is a generator of frames, and this file shows them one over the other. Where nobody watches, in a pipe, a log
or a test, only the last frame is printed: an animation in a log file is a megabyte of escape codes. The generators know
nothing of time and screens, so a test can ask for their frames as a list.

How an example calls its drawing, from its ``main()``:

    if "--draw" in sys.argv:
        sys.path[0] = str(Path(__file__).parents[1])  # not this folder: its numbers.py would hide Python's own
        from drawings.sorting import draw

Cost: one frame in memory at a time; time is the pauses.
Not for: progress bars (``rich.progress``), full-screen programs with input (textual, ``curses``).
Asked: how does a program know whether a person reads its output, and what should it do when nobody does?
Source: https://rich.readthedocs.io/en/stable/live.html
"""

import time
from collections.abc import Iterable

try:
    from rich.console import Console, RenderableType
    from rich.live import Live
    from rich.text import Text
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError(
        "drawings need rich, and `nox -s run -- PATH --draw` brings it: rich is not installed here", name=missing.name
    ) from missing


def play(frames: Iterable[RenderableType], pause: float = 0.1, *, console: Console | None = None) -> None:
    """Show the frames one over the other, each for ``pause`` seconds; the last one stays on the screen.

    On anything but a terminal that can move its cursor, print the last frame alone; without frames print nothing.
    ``console`` is where to draw, by default standard output.

    Ctrl-C ends the program with status 130 and no traceback, and the cursor, hidden while playing, is back. It is back
    as well when making a frame raises; the error passes on. Raises ValueError ``pause must be 0 or more seconds, not
    -1`` for a negative pause, before anything is drawn.
    """
    if pause < 0:
        raise ValueError(f"pause must be 0 or more seconds, not {pause}")
    console = console or Console()
    try:
        if console.is_terminal and not console.is_dumb_terminal:
            with Live(console=console, auto_refresh=False) as live:
                for frame in frames:
                    live.update(frame, refresh=True)
                    time.sleep(pause)
        else:
            last: RenderableType | None = None
            for frame in frames:
                last = frame
            if last is not None:
                console.print(last)
    except KeyboardInterrupt:
        raise SystemExit(130) from None  # 128 + SIGINT, as a shell reports it


def main() -> None:
    """Let a ball bounce."""

    def bounces() -> Iterable[RenderableType]:
        for step in range(40):
            place = step % 20
            yield Text(" " * min(place, 20 - place) * 3 + "o", style="bold")

    play(bounces(), pause=0.05)
    print("The ball has come back. In a pipe you saw its last place only.")


if __name__ == "__main__":
    main()
