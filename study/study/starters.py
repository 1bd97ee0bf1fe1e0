"""Many exercises emptied at once, to see in one run of pytest that the tests of each fail.

A run of its own for each exercise spends its time on starting: pytest, what the tests import, their servers. Here a
dozen files are emptied together and their tests run as one. A plugin, ``study_starters``, looks at each failure: one
that ends at an emptied function of the very file that the test is about is the proof for this file, and the rest of its
tests are passed over. A file without a proof is no finding yet: whoever asks has to look at it alone.

Files that the tests of another one import are not emptied together with it: those tests would end at the wrong place.

Cost: one run of pytest for a dozen exercises.
Not for: single functions, whose emptying one test in many notices.
"""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from study.copies import Copy

TOGETHER = 12  # more would save little, and leave some processors without work at the end


def batches(files: Sequence[Path], needs: Mapping[Path, set[Path]], size: int = TOGETHER) -> list[list[Path]]:
    """Return files in groups of at most ``size``, in which no file is needed by the tests of another.

    ``needs`` says for each file what its tests import, itself included.
    """
    found: list[list[Path]] = []
    for file in files:
        for batch in found:
            if len(batch) < size and not any(other in needs[file] or file in needs[other] for other in batch):
                batch.append(file)
                break
        else:
            found.append([file])
    return found


def proven(
    copy: Copy,
    emptied: Mapping[Path, tuple[str, str]],
    tests: Mapping[Path, Sequence[Path]],
    run: Callable[[Sequence[Path], Mapping[str, str]], object],
) -> set[Path]:
    """Return those of the emptied files that a test of theirs ended in.

    ``emptied`` has source and encoding of each file, ``tests`` its tests; ``run`` runs pytest on files with some
    environment variables.
    """
    asked: dict[str, list[str]] = {}
    for file in emptied:
        for test in tests[file]:
            asked.setdefault(str(copy.path(test)), []).append(str(copy.path(file)))
    with TemporaryDirectory(prefix="starters-") as folder, ExitStack() as stack:
        question, answer = Path(folder, "asked.json"), Path(folder, "proven")
        question.write_text(json.dumps(asked), encoding="utf-8")
        answer.touch()
        for file, (source, encoding) in emptied.items():
            stack.enter_context(copy.changed(file, source, encoding))
        run(
            list(dict.fromkeys(test for file in emptied for test in tests[file])),
            {"STUDY_STARTERS": os.pathsep.join([str(question), str(answer)])},
        )
        told = set(answer.read_text(encoding="utf-8").splitlines())
    return {file for file in emptied if str(copy.path(file)) in told}
