"""Python versions: what each of 3.11 to 3.15 brought to a backend, and how code lives with several of them.

This repository assumes Python 3.12 (``requires-python = ">=3.12"``: the PEP 695 syntax, ``itertools.batched``) and is
tested on 3.12 and 3.13. Each row of ``FEATURES`` is a small program that works from its version on and fails before;
the tests run all of them, and expect failure where the interpreter is older. What is newer than an interpreter stays
in a string: new *syntax* behind an ``if`` is still a SyntaxError for the whole file. This file itself parses on 3.11,
since a guard that cannot be parsed cannot speak.

Cost: a branch at import time; the price of an old minimum is the fallback that must be tested too.
Use it for: libraries, and services in the months of an upgrade. A version gets bug fixes for two years (18 months up
    to 3.12), and then security fixes until it is five years old.
Not for: keeping what nobody runs: raise the minimum, and let ruff (``UP``) and mypy delete the branches.
Asked: how do you support two versions in one file; what changed in the last two releases; is the GIL gone?
Source: https://docs.python.org/3/whatsnew/ (3.14 and 3.15 read there, not run here), PEP 602 (yearly releases)

Changes that need no code: 3.14 starts worker processes by forkserver on Linux (what is passed to them must be
picklable) and supports free-threaded builds (PEP 779), which remain a build of their own: the default still has its
GIL. 3.15 reads text as UTF-8 unless told otherwise (PEP 686): pass ``encoding=`` and it makes no difference to you.
"""

import secrets
import sys
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

if sys.version_info >= (3, 14):
    from uuid import uuid7 as uuid7  # the "as" says that others may import it from here
else:

    def uuid7() -> UUID:
        """Return a UUID whose first 48 bits are the time in milliseconds (RFC 9562): new keys end up side by side.

        The one of Python 3.14 also counts within a millisecond, so that its values never go back; this one draws lots.
        """
        milliseconds = time.time_ns() // 1_000_000
        bits = milliseconds << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
        return UUID(int=bits)


@dataclass(frozen=True)
class Feature:
    """Something new in Python 3.``minor``: a program that leaves ``result``, and the repr of that."""

    minor: int
    name: str
    use: str
    code: str
    shows: str


FEATURES = (
    Feature(
        *(11, "except* (PEP 654)", "failures of several tasks at once"),
        "try:\n    raise ExceptionGroup('batch', [ValueError('a'), ValueError('b')])\n"
        "except* ValueError as group:\n    result = len(group.exceptions)\n",
        "2",
    ),
    Feature(
        *(11, "asyncio.TaskGroup", "no task is left behind when one fails"),
        "import asyncio\nasync def main():\n    async with asyncio.TaskGroup() as group:\n"
        "        task = group.create_task(asyncio.sleep(0, 'rows'))\n    return task.result()\n"
        "result = asyncio.run(main())\n",
        "'rows'",
    ),
    Feature(
        *(11, "tomllib (PEP 680)", "settings without a dependency"),
        "import tomllib\nresult = tomllib.loads('port = 8000')\n",
        "{'port': 8000}",
    ),
    Feature(
        *(12, "type parameters (PEP 695)", "generic functions and classes, type aliases"),
        "def first[T](items: list[T]) -> T:\n    return items[0]\nresult = first.__type_params__\n",
        "(T,)",
    ),
    Feature(
        *(12, "any f-string (PEP 701)", "the same quotes inside"),
        "order = {'id': 7}\nresult = f'order {order['id']}'\n",
        "'order 7'",
    ),
    Feature(
        *(12, "itertools.batched", "bulk inserts and requests"),
        "import itertools\nresult = list(itertools.batched('abc', 2))\n",
        "[('a', 'b'), ('c',)]",
    ),
    Feature(
        *(13, "warnings.deprecated (PEP 702)", "old endpoints, seen by checkers too"),
        "import warnings\n@warnings.deprecated('use find_user')\ndef get_user(): ...\n"
        "result = get_user.__deprecated__\n",
        "'use find_user'",
    ),
    Feature(
        *(13, "queue shutdown", "workers that stop without a sentinel"),
        "import queue\njobs = queue.Queue()\njobs.shutdown()\n"
        "try:\n    jobs.get()\nexcept queue.ShutDown:\n    result = 'stopped'\n",
        "'stopped'",
    ),
    Feature(
        *(13, "defaults of type parameters (PEP 696)", "Page means Page[dict]"),
        "class Page[T = dict]: ...\nresult = Page.__type_params__[0].__default__\n",
        "<class 'dict'>",
    ),
    Feature(
        *(14, "template strings (PEP 750)", "SQL and HTML: values stay apart from text"),
        "name = 'Robert'\nquery = t'SELECT * FROM users WHERE name = {name}'\nresult = (query.strings, query.values)\n",
        "(('SELECT * FROM users WHERE name = ', ''), ('Robert',))",
    ),
    Feature(
        *(14, "deferred annotations (PEP 649)", "a class that is defined further down"),
        "class Order:\n    customer: Customer\nclass Customer: ...\n"
        "result = Order.__annotations__['customer'].__name__\n",
        "'Customer'",
    ),
    Feature(
        *(14, "concurrent.interpreters (PEP 734)", "isolated workers in one process, a GIL each"),
        "from concurrent import interpreters\nworker = interpreters.create()\nworker.prepare_main(orders=3)\n"
        "worker.exec('assert orders == 3')\nworker.close()\nresult = 'isolated'\n",
        "'isolated'",
    ),
    Feature(
        *(15, "lazy imports (PEP 810)", "commands and workers that start faster"),
        "lazy import decimal\nresult = decimal.Decimal('1.10')\n",
        "Decimal('1.10')",
    ),
    Feature(
        *(15, "frozendict (PEP 814)", "settings as a cache key, defaults that nobody changes"),
        "result = {frozendict(host='db', port=5432): 'pool'}[frozendict(port=5432, host='db')]\n",
        "'pool'",
    ),
    Feature(
        *(15, "sentinel (PEP 661)", "absent is not None, as in PATCH"),
        "MISSING = sentinel('MISSING')\nresult = MISSING\n",
        "MISSING",
    ),
    Feature(
        *(15, "unpacking in comprehensions (PEP 798)", "pages of rows to rows"),
        "pages = [['a', 'b'], ['c']]\nresult = [*page for page in pages]\n",
        "['a', 'b', 'c']",
    ),
    Feature(
        *(15, "profiling.sampling (PEP 799)", "python -m profiling.sampling attach PID, in production"),
        "import importlib.util\nresult = importlib.util.find_spec('profiling.sampling').name\n",
        "'profiling.sampling'",
    ),
)


def outcome(code: str) -> str:
    """Compile and run a program; return the repr of its ``result``, or "SyntaxError" or any other error's type name."""
    names: dict[str, object] = {"__name__": "feature"}
    try:
        exec(code, names)  # noqa: S102  # the programs are in this file
    except Exception as error:
        return type(error).__name__
    return repr(names["result"])


def syntax_error(source: str) -> str | None:
    r"""Return the message of the SyntaxError that keeps a file from being imported, or None when it parses.

    No line of it runs: an ``if sys.version_info`` above the new syntax is of no use.

    >>> syntax_error("if False:\n    import import\n")
    'invalid syntax'
    """
    try:
        compile(source, "<file>", "exec")
    except SyntaxError as error:
        return error.msg
    return None


def at_least_by_text(running: str, minimum: str) -> bool:
    """Return whether a version is new enough, wrongly: text compares digit by digit, so "3.9" is above "3.10"."""
    return running >= minimum


def at_least(running: str, minimum: str) -> bool:
    """Return whether a version is new enough: numbers compare as numbers, and tuples from the left.

    >>> at_least("3.9", "3.10"), at_least("3.13.1", "3.12")
    (False, True)
    """
    found, needed = (tuple(int(part) for part in version.split(".")) for version in (running, minimum))
    return found >= needed


def end_of_life(minor: int) -> str:
    """Return year and month in which Python 3.``minor`` gets its last security fix: five years after its October.

    Raises ValueError "Python 3.8 came before the yearly releases" for such a version.

    >>> end_of_life(12)
    '2028-10'
    """
    if minor < 9:
        raise ValueError(f"Python 3.{minor} came before the yearly releases")
    return f"{2016 + minor}-10"


def compressors() -> dict[str, tuple[Callable[[bytes], bytes], Callable[[bytes], bytes]]]:
    """Return compress and decompress by their HTTP content coding, best first: "zstd" where there is one, "deflate".

    The version says that ``compression.zstd`` may be there (3.14); a build without the library still lacks it.
    """
    found: dict[str, tuple[Callable[[bytes], bytes], Callable[[bytes], bytes]]] = {}
    if sys.version_info >= (3, 14):
        try:
            from compression import zstd
        except ImportError:
            pass
        else:
            found["zstd"] = zstd.compress, zstd.decompress
    return {**found, "deflate": (zlib.compress, zlib.decompress)}


def gil_enabled() -> bool:
    """Return whether only one thread at a time runs Python code here; False needs a free-threaded build (3.13 on).

    It asks for ``sys._is_gil_enabled``, not for the version: an interpreter that has no such function has a GIL.
    """
    ask: Callable[[], bool] | None = getattr(sys, "_is_gil_enabled", None)
    return ask is None or ask()


def main() -> None:
    """Run every feature on this interpreter, and show the ways to ask for a version."""
    here = sys.version_info[:2]
    print(f"Python {here[0]}.{here[1]}, supported to {end_of_life(here[1])}, GIL {'on' if gil_enabled() else 'off'}")
    for feature in FEATURES:
        print(f"  3.{feature.minor} {feature.name:<38} {outcome(feature.code)[:40]:<40} {feature.use}")

    print("\nGuards:")
    print(f"  '3.9' >= '3.10' as text -> {at_least_by_text('3.9', '3.10')}, as numbers -> {at_least('3.9', '3.10')}")
    source = "import sys\nif sys.version_info >= (3, 99):\n    someday import json\n"
    print(f"  syntax of the future behind an if -> SyntaxError: {syntax_error(source)}")
    print(f"  content codings here -> {list(compressors())}")
    print(f"  uuid7 from {uuid7.__module__} -> version {uuid7().version}")


if __name__ == "__main__":
    main()
