"""Runs the Python of one section of a lesson: ``python -m study_snippets WORK RESULTS``.

WORK is a JSON list of sources, which share a namespace; RESULTS gets what each printed, and what went wrong in it. It
answers in a file: stdout belongs to the snippets. It lies here, outside of the package, so that a snippet starts with
nothing of ``study`` imported.
"""

import contextlib
import doctest
import io
import json
import sys
import traceback
from pathlib import Path
from typing import Any


def run(source: str, namespace: dict[str, Any]) -> str | None:
    """Run a source, statements or ``>>>`` examples, in a namespace; return what went wrong, or None."""
    if source.lstrip().startswith(">>>"):
        test = doctest.DocTestParser().get_doctest(source, namespace, "snippet", None, 0)
        complaints: list[str] = []
        doctest.DocTestRunner(verbose=False).run(test, out=complaints.append, clear_globs=False)
        namespace.update(test.globs)
        return "".join(complaints) or None
    try:
        exec(compile(source, "<snippet>", "exec"), namespace)  # noqa: S102 - a lesson is run to see whether it is true
    except (Exception, SystemExit) as error:
        return "".join(traceback.format_exception_only(error)).strip()
    return None


def answer(work: Path, results: Path) -> None:
    """Run the sources of a file up to the first that goes wrong."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    found: list[tuple[str, str | None]] = []
    for source in json.loads(work.read_text(encoding="utf-8")):
        with contextlib.redirect_stdout(io.StringIO()) as output:
            problem = run(source, namespace)
        found.append((output.getvalue(), problem))
        if problem is not None:
            break
    results.write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    answer(*map(Path, sys.argv[1:]))
