"""The GIL: one thread at a time runs Python code, and what changes without it.

In the usual build of CPython a thread needs the global interpreter lock to run bytecode. It gives the lock up
when it waits (sockets, files, ``sleep``), inside some long C functions (hashing, compression), and when another
thread has asked for it for the switch interval, 5 ms. So threads overlap waiting, not computing. Since 3.13
there is a second build, free-threaded, without this lock: threads compute at the same time there.

The GIL keeps the *interpreter* whole, not your data: nothing promises that no other thread runs between the read and
the write of ``count += 1``. ``bytecode.py`` shows the steps, ``race_conditions.py`` the lost update.

Cost: CPU-bound threads take as long as one after another. Without the GIL a single thread is somewhat slower.
Use it for: threads for I/O; processes, or the free-threaded build, for computing (``concurrency.py``).
Not for: thread safety. Code that is right only thanks to the GIL is wrong in the other build.
Asked: why do threads not speed this up? When is the GIL released? What does the free-threaded build change?
Source: PEP 703, PEP 779, https://docs.python.org/3/howto/free-threading-python.html
"""

import hashlib
import os
import socket
import sys
import sysconfig
import threading
import time
from collections.abc import Callable

PRIMES_BELOW = 40_000  # some 50 ms of computing


def is_free_threaded_build() -> bool:
    """Return whether this interpreter was built to run without the GIL (``python3.13t`` and the like)."""
    return bool(sysconfig.get_config_var("Py_GIL_DISABLED"))


def is_gil_enabled() -> bool:
    """Return whether the GIL is on right now.

    Always on in the usual build. In the free-threaded one it is off, unless ``PYTHON_GIL=1`` or an extension
    module that was not made for it switched it on.
    """
    enabled = True
    if sys.version_info >= (3, 13):
        enabled = sys._is_gil_enabled()
    return enabled


def in_threads(work: Callable[[], object], threads: int) -> float:
    """Run ``work()`` in so many threads at once; return the seconds until all were done."""
    workers = [threading.Thread(target=work) for _ in range(threads)]
    started = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return time.perf_counter() - started


def one_after_another(work: Callable[[], object], times: int) -> float:
    """Call ``work()`` so many times in this thread; return the seconds."""
    started = time.perf_counter()
    for _ in range(times):
        work()
    return time.perf_counter() - started


def count_primes(below: int) -> int:
    """Return how many primes are smaller than ``below``, by trial division: pure Python, it holds the GIL.

    >>> count_primes(20)
    8
    """
    return sum(all(number % divisor for divisor in range(2, int(number**0.5) + 1)) for number in range(2, below))


def digest(data: bytes) -> str:
    """Return the SHA-256 of the data in hex; from 2 KiB on hashlib releases the GIL meanwhile.

    >>> digest(b"")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(data).hexdigest()


def answers_between_threads(rounds: int) -> int:
    """Send so many questions to another thread over a socket, each after the last answer; return the answers.

    Each of the two threads waits in ``recv`` for the other. Were the GIL kept while waiting, neither would ever
    get on.

    >>> answers_between_threads(10)
    10
    """
    ours, theirs = socket.socketpair()

    def answer() -> None:
        while question := theirs.recv(1):
            theirs.sendall(question)

    answers = 0
    with ours, theirs:
        other = threading.Thread(target=answer)
        other.start()
        for _ in range(rounds):
            ours.sendall(b"?")
            answers += len(ours.recv(1))
        ours.shutdown(socket.SHUT_WR)
        other.join()
    return answers


def appended_by_threads(threads: int, each: int) -> int:
    """Return the length of one list to which so many threads appended ``each`` items: none is lost.

    ``list.append`` is a single operation in C: the GIL protects it, and in a free-threaded build the list has a
    lock of its own. ``+=`` on a number has neither.

    >>> appended_by_threads(4, 1_000)
    4000
    """
    log: list[int] = []

    def work() -> None:
        for number in range(each):
            log.append(number)

    in_threads(work, threads)
    return len(log)


def main() -> None:
    """Print what this interpreter is and what threads gain on it, measured."""
    build = "free-threaded" if is_free_threaded_build() else "usual (with GIL)"
    print(f"Python {sys.version.split()[0]}, {build} build, GIL {'on' if is_gil_enabled() else 'off'}, ", end="")
    print(f"{os.cpu_count()} processors, a thread is asked to yield after {sys.getswitchinterval() * 1000:.0f} ms")

    block = bytes(20_000_000)
    jobs: dict[str, Callable[[], object]] = {
        "computing in Python": lambda: count_primes(PRIMES_BELOW),
        "hashing 20 MB (in C)": lambda: digest(block),
        "waiting 50 ms": lambda: time.sleep(0.05),
    }
    print("Two jobs, one after another and in two threads:")
    for label, job in jobs.items():
        serial, threaded = one_after_another(job, 2), in_threads(job, 2)
        print(
            f"  {label:20} {serial * 1000:5.0f} ms -> {threaded * 1000:5.0f} ms, {serial / threaded:.1f} times as fast"
        )
    print(f"Two threads wait for one another's messages in turn: {answers_between_threads(1_000):,} answers")
    print(f"Four threads append 10,000 items each to one list: {appended_by_threads(4, 10_000):,} items")


if __name__ == "__main__":
    main()
