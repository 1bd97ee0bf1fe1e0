"""Import caching: a module's code runs once, and its name leads to one object afterwards.

``import orders`` looks into ``sys.modules`` first. Only when the name is missing is the file found, a module
object made and *entered*, and then its code run. That order explains most import trouble: a second import costs
a dictionary lookup; two modules that import each other see each other half made; a file that is reached under
two names runs twice and has every class twice; and ``from settings import TIMEOUT`` copies a reference that a
later change of ``settings.TIMEOUT`` does not touch.

Cost: the first import reads and runs the file (bytecode is kept in ``__pycache__``); later ones O(1).
Use it for: knowing what a module-level connection or cache is (one a process), and why patching misses.
Not for: ``importlib.reload`` in production: old objects keep their old classes.
Asked: what happens when you import twice? How do circular imports fail, and how do you cure them?
Source: https://docs.python.org/3/reference/import.html#the-module-cache
"""

import importlib
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def modules_in(sources: Mapping[str, str]) -> Iterator[Path]:
    """Make the modules importable inside the ``with`` block, and yield their folder.

    ``sources`` has the text by file name without ``.py``; a slash makes a package (``shop/orders``). Afterwards
    the folder is gone and so is what was imported from it: ``sys.path`` and ``sys.modules`` are as before.
    """
    known = set(sys.modules)
    # Bytecode would be reused for a file that is rewritten within the same second.
    writes_bytecode, sys.dont_write_bytecode = not sys.dont_write_bytecode, True
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, source in sources.items():
            (folder / f"{path}.py").parent.mkdir(parents=True, exist_ok=True)
            (folder / f"{path}.py").write_text(source, encoding="utf-8")
        sys.path.insert(0, name)
        importlib.invalidate_caches()
        try:
            yield folder
        finally:
            sys.path.remove(name)
            for path in [path for path in sys.path_importer_cache if path.startswith(name)]:
                del sys.path_importer_cache[path]
            for added in set(sys.modules) - known:
                if (getattr(sys.modules[added], "__file__", None) or "").startswith(name):
                    del sys.modules[added]
            sys.dont_write_bytecode = not writes_bytecode


def runs_of_two_imports(*, forget_between: bool) -> int:
    """Return how often the code of a module runs that is imported twice.

    Once; twice if ``sys.modules`` forgets it in between.
    """
    with modules_in({"demo_pool": "import demo_runs\ndemo_runs.count += 1", "demo_runs": "count = 0"}):
        importlib.import_module("demo_pool")
        if forget_between:
            del sys.modules["demo_pool"]
        importlib.import_module("demo_pool")
        return int(importlib.import_module("demo_runs").count)


def seen_after_change() -> tuple[int, int]:
    """Return a setting after it was changed in its module from 5 to 30, as two other modules see it.

    The first said ``from demo_settings import TIMEOUT`` and has its own name for the old object; the second says
    ``demo_settings.TIMEOUT`` each time. That is why a test patches the name *where it is used*.
    """
    sources = {
        "demo_settings": "TIMEOUT = 5",
        "demo_client": "from demo_settings import TIMEOUT\ndef timeout(): return TIMEOUT",
        "demo_server": "import demo_settings\ndef timeout(): return demo_settings.TIMEOUT",
    }
    with modules_in(sources):
        client, server = importlib.import_module("demo_client"), importlib.import_module("demo_server")
        vars(importlib.import_module("demo_settings"))["TIMEOUT"] = 30
        return client.timeout(), server.timeout()


def circular_import_error(*, inside_function: bool) -> str:
    """Import two modules that need each other; return the ImportError's message, "" if there is none.

    ``demo_orders``, imported first, has ``Order`` and needs ``User``; ``demo_users`` has ``User`` and needs ``Order``.
    With ``from ... import`` at the top of both it fails: the second asks the first for a name that is not yet
    defined. With the import inside the function that needs it, both are complete by the time of the call. The
    folder in the message is left out: it ends "(demo_orders.py)".
    """
    top = "from demo_users import User\n"
    body = "class Order: owner = 'Ada'\n"
    use = "def owner_of(order): return User(order.owner)\n"
    late = "def owner_of(order):\n    from demo_users import User\n    return User(order.owner)\n"
    sources = {
        "demo_orders": body + late if inside_function else top + body + use,
        "demo_users": "from demo_orders import Order\nclass User:\n    def __init__(self, name): self.name = name\n",
    }
    with modules_in(sources) as folder:
        try:
            orders = importlib.import_module("demo_orders")
            orders.owner_of(orders.Order)
        except ImportError as error:
            return str(error).replace(str(folder), "").replace(" (/demo", " (demo").replace(" (\\demo", " (demo")
    return ""


def caught_across_names() -> tuple[bool, bool]:
    """Return whether ``except PaymentError`` catches the error when both sides use one module name, and two.

    The file is ``demo_shop/demo_errors.py``; with its own folder on ``sys.path``, too, it is also ``demo_errors``. That
    is a second module with a second class of the same name, and ``except`` compares classes, not names.
    """
    with modules_in({"demo_shop/__init__": "", "demo_shop/demo_errors": "class PaymentError(Exception): pass"}) as root:
        raised = importlib.import_module("demo_shop.demo_errors").PaymentError
        same = importlib.import_module("demo_shop.demo_errors").PaymentError
        inner = str(root / "demo_shop")
        sys.path.insert(0, inner)
        try:
            other = importlib.import_module("demo_errors").PaymentError
        finally:
            sys.path.remove(inner)
        return issubclass(raised, same), issubclass(raised, other)


def instance_after_reload() -> bool:
    """Return whether an object made before ``importlib.reload`` is an instance of the class after it: no."""
    with modules_in({"demo_models": "class Order: pass"}):
        models = importlib.import_module("demo_models")
        order = models.Order()
        models = importlib.reload(models)
        return isinstance(order, models.Order)


def main() -> None:
    """Print what the cache of modules explains."""
    print(f"A module imported twice runs {runs_of_two_imports(forget_between=False)} time,")
    print(f"and {runs_of_two_imports(forget_between=True)} times when sys.modules forgot it in between.")

    copied, looked_up = seen_after_change()
    print("demo_settings.TIMEOUT changed from 5 to 30:")
    print(f"  'from demo_settings import TIMEOUT' still has {copied}")
    print(f"  'demo_settings.TIMEOUT' is {looked_up}")

    print("Two modules import each other at the top:")
    print(f"  ImportError: {circular_import_error(inside_function=False)}")
    print(f"with one import moved into its function: {circular_import_error(inside_function=True) or 'works'}")

    same, other = caught_across_names()
    print("One file, imported under one name and under two:")
    print(f"  except demo_shop.demo_errors.PaymentError catches it: {same}")
    print(f"  except demo_errors.PaymentError catches it:           {other}")
    print(f"An object made before reload is an instance of the class after it: {instance_after_reload()}")


if __name__ == "__main__":
    main()
