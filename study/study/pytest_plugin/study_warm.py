"""A Python that imports what tests need once, and forks for each run of them: ``python study_warm.py FD MODULE ...``.

It lies here, outside of the package, so that nothing of ``study`` is imported before the tests of ``study`` are. Each
message on the socket FD is a JSON object with ``arguments``, ``cwd`` and ``environment``, and comes with two files: one
for the output, and one end of a pipe that gets the new process's id and, when it is done, its exit code.
"""

import atexit
import contextlib
import gc
import importlib
import json
import os
import runpy
import signal
import socket
import sys
import traceback
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

REQUEST_BYTES = 2**18


def serve(channel: socket.socket) -> None:
    """Fork for each request until the other side hangs up; in the new process, run what it asks for."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system forgets those that ended
    while True:
        request, files, _, _ = socket.recv_fds(channel, REQUEST_BYTES, 2)
        if not request:
            return
        if os.fork() == 0:
            channel.close()
            become(json.loads(request), *files)
        for file in files:
            os.close(file)


def become(request: dict[str, Any], output: int, report: int) -> None:
    """Turn this process into ``python`` with the arguments of a request, and end with its exit code."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    for target, source in enumerate((os.open(os.devnull, os.O_RDONLY), output, output)):
        os.dup2(source, target)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["environment"])
    places = [place for place in os.environ.get("PYTHONPATH", "").split(os.pathsep) if place]
    as_module = request["arguments"][0] == "-m"
    sys.argv = request["arguments"][as_module:]
    sys.path[:1] = [request["cwd"] if as_module else str(Path(sys.argv[0]).resolve().parent), *places]
    pipe = Connection(report, readable=False)
    pipe.send_bytes(b"%d" % os.getpid())
    code: object = 1

    def tell() -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        pipe.send_bytes(b"%d" % (code if isinstance(code, int) else code is not None))

    atexit.register(tell)  # the first to come is the last to run
    try:
        if as_module:
            runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
        else:
            runpy.run_path(sys.argv[0], run_name="__main__")
        code = 0
    except SystemExit as end:
        code = end.code
    except BaseException:
        traceback.print_exc()
    sys.exit(code if isinstance(code, int) else 1)


if __name__ == "__main__":
    for name in sys.argv[2:]:
        with contextlib.suppress(Exception):  # it may want settings that only the tests make
            importlib.import_module(name)
    gc.collect()
    gc.freeze()  # what is there now is not touched again, so that the forks share its memory
    serve(socket.socket(fileno=int(sys.argv[1])))
