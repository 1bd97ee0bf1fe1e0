"""What the Python of a lesson prints, compared with what the lesson says it prints.

The blocks of python of one section share a namespace and run in the order of the text, in a process of their own, in
the topic's folder. What they print must be the next block of text; so every output shown is an output got. A block of
``>>>`` examples is a doctest.

Cost: one Python process a section, about 0.05 s and what its imports take.
Not for: snippets that read input, or print what differs from run to run; those belong into examples with tests.
Source: https://docs.python.org/3/library/doctest.html
"""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from study.documents import Block
from study.processes import Runner

# Runs in the section's process, so it imports nothing of ours. It answers in a file: stdout belongs to the snippets.
_RUN = """
import contextlib, doctest, io, json, sys, traceback

def run(source, namespace):
    if source.lstrip().startswith(">>>"):
        test = doctest.DocTestParser().get_doctest(source, namespace, "snippet", None, 0)
        runner = doctest.DocTestRunner(verbose=False)
        complaints = []
        failed = runner.run(test, out=complaints.append, clear_globs=False).failed
        namespace.update(test.globs)
        return "".join(complaints) if failed else None
    try:
        exec(compile(source, "<snippet>", "exec"), namespace)
    except (Exception, SystemExit) as error:
        return "".join(traceback.format_exception_only(error)).strip()

work = json.load(open(sys.argv[1], encoding="utf-8"))
namespace = {"__name__": "__main__"}
results = []
for source in work:
    with contextlib.redirect_stdout(io.StringIO()) as output:
        problem = run(source, namespace)
    results.append([output.getvalue(), problem])
    if problem is not None:
        break
json.dump(results, open(sys.argv[2], "w", encoding="utf-8"))
"""


def mismatches(blocks: Sequence[Block], project: Path, runner: Runner, *, timeout: float) -> Iterator[tuple[int, str]]:
    """Yield line and complaint for blocks of one section that do not print what the next block of text shows.

    Blocks of other languages than python and text are not looked at, nor text that no Python stands before. ``project``
    is the folder in which the section runs, and finds its packages.
    """
    blocks = [block for block in blocks if block.language in {"python", "text"}]
    sources = [block for block in blocks if block.language == "python"]
    if not sources:
        return
    results = _run([block.text for block in sources], project, runner, timeout)
    if results is None:
        yield sources[0].line, f"the Python of this section does not end within {timeout:g} s, or ends the process"
        return
    outputs = dict(zip((block.line for block in sources), results, strict=False))
    printed, where = "", sources[0].line
    for block in blocks:
        if block.language == "text":
            if block.text != printed:
                yield block.line, f"expected what is printed:\n{printed}"
            printed = ""
        else:
            if printed:
                yield where, f"no block of text shows what is printed:\n{printed}"
            printed, problem = outputs[block.line]
            where = block.line
            if problem is not None:
                yield block.line, f"does not run: {problem}"
                return
    if printed:
        yield where, f"no block of text shows what is printed:\n{printed}"


def _run(sources: list[str], project: Path, runner: Runner, timeout: float) -> list[tuple[str, str | None]] | None:
    """Return what each source printed, and what went wrong in it; None when the process did not come to its end."""
    with TemporaryDirectory(prefix="snippets-") as folder:
        work, results = Path(folder, "work.json"), Path(folder, "results.json")
        work.write_text(json.dumps(sources), encoding="utf-8")
        places = [str(project), os.environ.get("PYTHONPATH", "")]
        runner.run(
            [sys.executable, "-c", _RUN, str(work), str(results)],
            cwd=project,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, places))},
            timeout=timeout,
        )
        if not results.exists():
            return None
        return [(output, problem) for output, problem in json.loads(results.read_text(encoding="utf-8"))]
