"""Modules: what ``import`` does, and four ways in which it fails.

``import orders`` looks in ``sys.modules``; if the name is not there, it finds the file along ``sys.path``, puts an
empty module into ``sys.modules``, runs the file from top to bottom to fill it, and binds the name. So a file runs
once a process, a module is a singleton, and a module that is imported while it still runs is half empty.

Every example writes a small program into a folder of its own and runs it, because a failed import is best seen from
outside.

Cost: the first import of a module reads and runs it and all that it imports, later ones are a dict lookup. A slow start
of a command or of a function in the cloud is often a matter of imports: ``python -X importtime`` lists their times.
Not for: work at import time (connections, settings, threads). It runs in every tool that imports the module, and tests
cannot stop it; put it into a function.
Asked: what happens in a circular import? What is ``if __name__ == "__main__"`` for?
Source: https://docs.python.org/3/reference/import.html, PEP 328, PEP 420
"""

import importlib
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType


@dataclass(frozen=True)
class Finished:
    """What a program printed, line by line, and the last line of its traceback, empty if it had none."""

    printed: list[str]
    error: str


def run_program(files: Mapping[str, str], *arguments: str) -> Finished:
    """Write the files, named by their paths, into a new folder, and run Python there with these arguments.

    The name of the folder is left out of the error. Warnings on stderr count as a traceback. No variable of the
    environment has a say: those that begin with PYTHON are left out, and NO_COLOR is set.

    >>> run_program({"main.py": "print(__name__)"}, "main.py")
    Finished(printed=['__main__'], error='')
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment["NO_COLOR"] = "1"  # since 3.13 a traceback may be coloured
    with TemporaryDirectory() as name:
        folder = Path(name).resolve()
        for path, source in files.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(source, encoding="utf-8")
        command = [sys.executable, *arguments]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        lines = done.stderr.replace(f"{folder}{os.sep}", "").splitlines()
    return Finished(done.stdout.splitlines(), lines[-1] if lines else "")


def import_twice() -> list[str]:
    """Return what a program prints that imports a module twice, where the module prints ``settings read`` as it runs.

    The program then prints whether both names are the same object.
    """
    files = {
        "settings.py": "print('settings read')",
        "main.py": "import settings\nimport settings as again\nprint(settings is again)",
    }
    return run_program(files, "main.py").printed


def circular_import() -> str:
    """Return the error of two modules that import names from each other at their tops.

    ``orders.py`` has ``from customers import Customer`` and a class Order, ``customers.py`` has ``from orders import
    Order`` and a class Customer, and the program imports ``orders``.
    """
    files = {
        "orders.py": "from customers import Customer\nclass Order: ...",
        "customers.py": "from orders import Order\nclass Customer: ...",
        "main.py": "import orders",
    }
    return run_program(files, "main.py").error


def circular_import_mended() -> Finished:
    """Run the same two modules, where one imports the module and looks the name up when it is called.

    ``import orders`` is satisfied with a half empty module; by the time of the call it is full: ``Customer().order()``
    returns an ``orders.Order()``, and the program prints its class's name. Better still is a third module with what
    both need.
    """
    files = {
        "orders.py": "from customers import Customer\nclass Order: ...",
        "customers.py": "import orders\nclass Customer:\n    def order(self): return orders.Order()",
        "main.py": "from orders import Customer\nprint(type(Customer().order()).__name__)",
    }
    return run_program(files, "main.py")


def shadowed_module() -> str:
    """Return the error of a program that wants ``secrets.token_hex`` and has a file ``secrets.py`` beside it.

    The folder of the program stands first in ``sys.path``, so its file wins over the standard library.
    """
    files = {"secrets.py": "PASSWORD = 'hunter2'", "main.py": "import secrets\nsecrets.token_hex()"}
    return run_program(files, "main.py").error


def relative_import(*arguments: str) -> Finished:
    """Run a package ``shop`` whose ``report.py`` has ``from .orders import total``, with these arguments of Python.

    As ``shop/report.py`` it is a program without a package, and the dot means nothing; ``-m shop.report`` knows the
    package. The program prints ``__name__``, ``__package__`` and the total, which is 42 in ``shop/orders.py``.
    """
    files = {
        "shop/__init__.py": "",
        "shop/orders.py": "total = 42",
        "shop/report.py": "from .orders import total\nprint(__name__, __package__, total)",
    }
    return run_program(files, *arguments)


def two_copies() -> list[str]:
    """Return what a program prints that another module imports under its own name: the file runs twice.

    It is ``__main__`` first and ``app`` then, two modules with two registries. The handlers are in the one that
    nobody looks at: ``routes.py`` takes ``handlers`` from ``app`` and appends one; then the program prints, from
    ``__main__``, how many it sees, and how many the other has.
    """
    files = {
        "app.py": "handlers = []\nif __name__ == '__main__':\n"
        "    import routes, app\n    print(len(handlers), len(app.handlers))",
        "routes.py": "from app import handlers\nhandlers.append('GET /orders')",
    }
    return run_program(files, "app.py").printed


def module_file(name: str) -> str | None:
    """Return the path of the file that importing ``name`` would run, without running it.

    It is None when there is no such module, or it has no file; ``name`` has no dots.

    >>> module_file("no_such_module"), Path(module_file("json") or "").parts[-2:]
    (None, ('json', '__init__.py'))
    """
    spec = find_spec(name)
    return spec.origin if spec is not None and spec.has_location else None


def optional_module_broken(name: str) -> ModuleType | None:
    """Return the module, or None for any ImportError, also when it is there and broken."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def optional_module(name: str) -> ModuleType | None:
    """Return the module, or None when there is none of this name.

    An ImportError from inside the module goes through: it is installed, and broken.
    """
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        return None


def main() -> None:
    """Print each idea, and each mistake with its message."""
    print("-- a file runs once")
    print(import_twice())
    print(f"json would come from .../{'/'.join(Path(module_file('json') or '').parts[-2:])}")
    print("-- circular")
    print(circular_import())
    print(f"mended: {circular_import_mended().printed}")
    print("-- shadowed by a file of one's own")
    print(shadowed_module())
    print("-- a module of a package as a program")
    print(f"python shop/report.py:  {relative_import('shop/report.py').error}")
    print(f"python -m shop.report:  {relative_import('-m', 'shop.report').printed}")
    print("-- __main__ and app, one file and two modules")
    print(f"handlers in each: {two_copies()}")
    print("-- an optional dependency")
    print(f"not installed: {optional_module('no_such_module')}")


if __name__ == "__main__":
    main()
