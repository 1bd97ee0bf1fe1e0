"""Which tests can notice a change in a module: the graph of a project's imports.

It is read from the source without running it. A file depends on what it imports, on the ``__init__.py``
above that, and, for a test, on the ``conftest.py`` files above it. Frameworks also load by name
(``"shop.settings"``, ``"shop.app:app"``, ``"env.py"``, ``"0001_initial"``, a folder of migrations), so a string that
names a module, a file or a folder counts as a weaker kind of import. The graph may say too much, which costs time,
but should not say too little.

Cost: one parse for each file of the project, then O(files + imports) a test.
Not for: names put together while running (``import_module(f"plugins.{name}")``), unless a string names the
folder.
"""

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

from study.projects import Project, is_test, not_python, python_files, subfolders
from study.sources import read_source


class ImportGraph:
    """The imports among the Python files of a project, its tests and its extra tests.

    Raises UsageError for a file of an example package or a test that is not Python.
    """

    def __init__(self, project: Project) -> None:
        self._root = project.root
        self._tests = project.test_files()
        self._modules = project.modules()
        folders = [*subfolders(project.root), *project.extra_tests()]
        files = {file for folder in folders for file in python_files(folder)} | set(project.root.glob("*.py"))
        files.update(*(_conftests(test) for test in self._tests))
        self._dotted: dict[Path, str] = {}
        self._names = {self._name(file): file for file in files}
        self._folders: dict[str, set[Path]] = defaultdict(set)
        for file in files:
            self._folders[file.parent.name].add(file)
            self._folders[file.name].add(file)
            if not file.stem.isidentifier():  # no statement can import it: a framework does, by its name
                self._folders[file.stem].add(file)
        self._imports: dict[Path, set[Path]] = {}
        self._mentions: dict[Path, set[Path]] = {}
        for file in files:
            self._read(file)

    def tests_of(self, module: Path) -> list[list[Path]]:
        """Return the tests that depend on a module, likeliest to notice a change first.

        First the one of the same name, then those that import the module, then those that name it in a string, then
        those that reach it by way of other files. Groups without a test are left out: an empty list says that nothing
        tests the module.
        """
        stem = module.parent.name if module.stem == "__init__" else module.stem.strip("_")
        mirrored, direct, named, rest = [], [], [], []
        for test in self._tests:
            if test.stem in {f"test_{stem}", f"{stem}_test"} and self._mirrors(test, module):
                mirrored.append(test)
            elif module in self._imports[test]:
                direct.append(test)
            elif module in self._mentions[test]:
                named.append(test)
            elif module in self._reachable[test]:
                rest.append(test)
        return [group for group in (mirrored, direct, named, rest) if group]

    def imported_by(self, file: Path) -> set[Path]:
        """Return what a file imports by statements, directly or by way of others, itself included."""
        return self._closure(file, self._imports.__getitem__)

    def _mirrors(self, test: Path, module: Path) -> bool:
        """Tell whether a test of a module's name is about this one, and not about one of that name elsewhere."""
        return module.parent.name == test.parent.name or module in self._reachable[test]

    @cached_property
    def _reachable(self) -> dict[Path, set[Path]]:
        return {
            test: self._closure(test, lambda file: self._imports[file] | self._mentions[file]) for test in self._tests
        }

    def _closure(self, start: Path, needs: Callable[[Path], set[Path]]) -> set[Path]:
        seen: set[Path] = set()
        waiting = [start]
        while waiting:
            file = waiting.pop()
            if file not in seen:
                seen.add(file)
                waiting += needs(file)
        return seen

    def _name(self, file: Path) -> str:
        """Return the dotted name of a file below the project's folder, or, for extra tests, its path."""
        if file not in self._dotted:  # asked for with every string
            below = file.is_relative_to(self._root)
            parts = file.relative_to(self._root).with_suffix("").parts if below else (str(file),)
            self._dotted[file] = ".".join(parts).removesuffix(".__init__")
        return self._dotted[file]

    def _read(self, file: Path) -> None:
        self._imports[file] = set()
        self._mentions[file] = set()
        try:
            tree = ast.parse(read_source(file)[0])
        except SyntaxError as error:
            if is_test(file) or file in self._modules:
                raise not_python(file, error) from error
            return  # broken on purpose, for a test to look at
        for node in ast.walk(tree):
            match node:
                case ast.Import(names=aliases):
                    self._imports[file].update(*(self._resolve(file, alias.name) for alias in aliases))
                case ast.ImportFrom(module=module, names=aliases, level=level):
                    base = [self._package(file, level), module]
                    names = (".".join(filter(None, [*base, alias.name])) for alias in aliases)
                    self._imports[file].update(*(self._resolve(file, name) for name in names))
                case ast.Constant(value=str(text)):
                    self._mentions[file].update(self._named(file, text))
        if is_test(file):
            self._imports[file].update(_conftests(file))

    def _package(self, file: Path, level: int) -> str:
        """Return the dotted name of the package that ``level`` dots stand for in a file; none for no dot."""
        if level == 0:
            return ""
        folder = file.parents[min(level, len(file.parents)) - 1]
        return self._name(folder / "__init__.py") if folder.is_relative_to(self._root) else ""

    def _resolve(self, file: Path, name: str) -> Iterator[Path]:
        """Yield the files that importing a dotted name from a file runs: every package on the way, and the module.

        A script or a test without packages also sees the modules of its own folder, by their bare names.
        """
        beside = self._name(file.parent / "__init__.py")
        for full_name in (name, f"{beside}.{name}"):
            parts = full_name.split(".")
            prefixes = (".".join(parts[:length]) for length in range(1, len(parts) + 1))
            yield from (self._names[prefix] for prefix in prefixes if prefix in self._names)

    def _named(self, file: Path, text: str) -> set[Path]:
        """Return the files that a string names as ``module``, ``module:attribute``, ``file.py`` or folder."""
        if len(text) > 200 or not text.isprintable():
            return set()
        name = text.partition(":")[0]
        dotted = name.replace(".", "")
        modules = (
            {*self._resolve(file, name), *self._resolve(file, f"{name}.__main__")} if dotted.isidentifier() else set()
        )
        return modules | self._folders.get(text.rpartition("/")[2], set())


def _conftests(test: Path) -> Iterator[Path]:
    for folder in test.parents:
        if (folder / "conftest.py").is_file():
            yield folder / "conftest.py"
