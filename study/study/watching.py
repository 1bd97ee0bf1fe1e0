"""Check again on every save, and whenever Enter is pressed.

The system tells of changes where it can (inotify, FSEvents, ReadDirectoryChangesW). On network drives and in some
containers it does not, so there is a polling mode that looks at the file several times a second; it is also taken when
the system has no watches left. Whatever wakes us, the file's own state decides: a save is a new time, size or inode.

Cost: nothing while nothing happens; in polling mode a few system calls a second.
Not for: many files or folders; ``watchfiles`` watches whole trees as well.
Source: https://watchfiles.helpmanual.io/api/watch/
"""

import os
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from enum import Enum, auto
from pathlib import Path

import watchfiles

from study.projects import shown
from study.workspace import Workspace

POLL_MILLISECONDS = 300
STANDARD_INPUT = 0

type Signature = tuple[int, int, int] | None


class _Event(Enum):
    LOOK = auto()
    AGAIN = auto()
    END = auto()


def watch(
    file: Path, recheck: Callable[[], None], workspace: Workspace, *, poll: bool, keyboard: int = STANDARD_INPUT
) -> None:
    """Call ``recheck`` at once, after each save of a file, and on Enter, until ``q`` or Ctrl-C.

    A file that is deleted is told, and checked as soon as it is back. ``keyboard`` is the file descriptor of the
    keyboard; when it ends, as it does without a terminal, watching goes on.
    """
    events: queue.SimpleQueue[_Event] = queue.SimpleQueue()
    stop = threading.Event()
    watcher = threading.Thread(target=_look, args=(file.parent, poll, events, stop, workspace), daemon=True)
    threading.Thread(target=_listen, args=(keyboard, events), daemon=True).start()
    watcher.start()
    manner = f"looking every {POLL_MILLISECONDS} ms" if poll else "told by the system"
    workspace.say(f"Watching {shown(file)} ({manner}). Save to check, Enter to check again, q and Enter to end.")
    try:
        checked = _signature(file)
        recheck()
        while True:
            event = _next(events)
            now = _signature(file)
            if event is _Event.END:
                return
            if now is None and checked is not None:
                workspace.say(f"{shown(file)} is gone. Write it again, or get a new one with `study practice`.")
            elif now is not None and (event is _Event.AGAIN or now != checked):
                recheck()
            checked = now
    except KeyboardInterrupt:
        workspace.say("")
    finally:
        stop.set()
        watcher.join()


def _next(events: "queue.SimpleQueue[_Event]") -> _Event:
    """Wait for an event; a timeout lets Ctrl-C through where waiting for a lock would not (Windows)."""
    while True:
        with suppress(queue.Empty):
            return events.get(timeout=1)


def _look(
    folder: Path,
    poll: bool,
    events: "queue.SimpleQueue[_Event]",
    stop: threading.Event,
    workspace: Workspace,
) -> None:
    """Report that something may have changed in a folder: when the system says so, and every second."""
    try:
        for _ in watchfiles.watch(
            folder,
            watch_filter=None,
            debounce=100,
            step=20,
            stop_event=stop,
            rust_timeout=1000,
            yield_on_timeout=True,
            force_polling=poll,
            poll_delay_ms=POLL_MILLISECONDS,
            recursive=False,
            raise_interrupt=False,
        ):
            events.put(_Event.LOOK)
    except OSError as error:
        if poll or not folder.is_dir():
            workspace.say(f"{shown(folder)} can no longer be watched: {error}")
            events.put(_Event.END)
        else:
            workspace.say(f"The system cannot watch {shown(folder)} ({error}): looking every {POLL_MILLISECONDS} ms.")
            _look(folder, True, events, stop, workspace)


def _listen(keyboard: int, events: "queue.SimpleQueue[_Event]") -> None:
    """Report the lines that are typed. It reads the descriptor: a buffered read would lock ``sys.stdin`` at exit."""
    with suppress(OSError):
        while line := os.read(keyboard, 1024):
            events.put(_Event.END if line.strip().lower() == b"q" else _Event.AGAIN)


def _signature(file: Path) -> Signature:
    """Return what differs after a save, or None for a file that is not there."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
