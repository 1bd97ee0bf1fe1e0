"""What the Python of a lesson prints, compared with what the lesson says it prints.

The blocks of python of one section share a namespace and run in the order of the text, in a process of their own, in
the topic's folder. What they print must be the next block of text; so every output shown is an output got. A block of
``>>>`` examples is a doctest.

Cost: one Python process a section, about 0.05 s and what its imports take; less as a fork, see ``study.warm``.
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
from study.processes import Runner, Start, start_process
from study.pytest_runs import PLUGIN


def mismatches(
    blocks: Sequence[Block], project: Path, runner: Runner, *, timeout: float, start: Start = start_process
) -> Iterator[tuple[int, str]]:
    """Yield line and complaint for blocks of one section that do not print what the next block of text shows.

    Blocks of other languages than python and text are not looked at, nor text that no Python stands before. ``project``
    is the folder in which the section runs, and finds its packages.
    """
    blocks = [block for block in blocks if block.language in {"python", "text"}]
    sources = [block for block in blocks if block.language == "python"]
    if not sources:
        return
    results = _run([block.text for block in sources], project, runner, timeout, start)
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


def _run(
    sources: list[str], project: Path, runner: Runner, timeout: float, start: Start
) -> list[tuple[str, str | None]] | None:
    """Return what each source printed, and what went wrong in it; None when the process did not come to its end."""
    with TemporaryDirectory(prefix="snippets-") as folder:
        work, results = Path(folder, "work.json"), Path(folder, "results.json")
        work.write_text(json.dumps(sources), encoding="utf-8")
        places = [str(project), str(PLUGIN), os.environ.get("PYTHONPATH", "")]
        runner.run(
            [sys.executable, "-m", "study_snippets", str(work), str(results)],
            cwd=project,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, places))},
            timeout=timeout,
            start=start,
        )
        if not results.exists():
            return None
        return [(output, problem) for output, problem in json.loads(results.read_text(encoding="utf-8"))]
