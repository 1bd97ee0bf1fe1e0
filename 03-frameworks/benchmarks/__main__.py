"""Measure the three apps: by every server that runs them, against their framework's barest form, and part by part.

``nox -s bench`` prints the tables; ``nox -s bench -- --write`` puts them into the README as well; ``--quick`` is a
trial run in a tenth of the time, whose figures mean nothing. Servers run on one core, one worker each; the load on
another. Rounds take turns, and a ratio is the median over rounds of one against the other in the same round: only
ratios within one run mean something on another machine.
"""

import argparse
import contextlib
import http.client
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from cases import APPS, HEALTH, LIST, MATRIX, PARTS, RIVALS, Case, on_postgres
from load import Result, ask, measure, post
from postgres import postgresql
from servers import LOAD_CORE, CannotServeError, Running, Server, own, pin, serve

README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- benchmark -->\n", "<!-- end of benchmark -->"
TODO = b'{"title": "Buy milk", "order": 1}'
CREATE = post("/todos", TODO)
FULL = 0.9  # share of its core above which the load, not the server, may be the limit
# A server that answers wrongly, hangs, closes connections, or speaks no HTTP.
REFUSALS = (RuntimeError, TimeoutError, OSError, http.client.HTTPException)


@dataclass(frozen=True)
class Pace:
    """How long to measure: rounds, and seconds for each figure in a round."""

    rounds: int
    seconds: float
    ratio_rounds: int
    ratio_seconds: float
    part_rounds: int
    part_seconds: float


def main() -> None:
    """Measure everything, print the tables, and write them where they are wanted."""
    parser = argparse.ArgumentParser(prog="nox -s bench --", description=__doc__, allow_abbrev=False)
    parser.add_argument("--write", action="store_true", help="put the tables into the README")
    parser.add_argument("--quick", action="store_true", help="a trial run: the figures mean nothing")
    parser.add_argument("--readme", type=Path, default=README, help="the file to write to, instead of the README")
    parser.add_argument("--app", choices=APPS, action="append", help="this app only; may be given again")
    options = parser.parse_args()
    if options.write and not (options.readme.is_file() and BEGIN in options.readme.read_text()):
        parser.error(f"--readme {options.readme}: expected a file with the line {BEGIN.strip()}")
    pace = Pace(1, 0.3, 2, 0.5, 2, 0.3) if options.quick else Pace(3, 0.8, 15, 0.7, 9, 0.3)
    pin(LOAD_CORE)
    try:
        with tempfile.TemporaryDirectory() as folder, postgresql() as url:
            bench = Bench(Path(folder), pace, options.app or APPS, url)
            tables = [*bench.matrix(), "", *bench.against_bare(), "", *bench.part_by_part()]
    except CannotServeError as error:
        sys.exit(f"bench: {error}")
    print("\n".join(tables))
    if options.write:
        options.readme.write_text(with_tables(options.readme.read_text(), tables))


def with_tables(text: str, tables: list[str]) -> str:
    """Return a text whose part between the markers is replaced by the tables."""
    before, _, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    return before + BEGIN + "\n".join(["", *tables, "", end or END]) + after


class Bench:
    """The tables. Each server works on its own copy of a database that the app made and the API filled."""

    def __init__(self, folder: Path, pace: Pace, apps: Sequence[str], postgres: str) -> None:
        self._folder = folder
        self._matrix = [*MATRIX, on_postgres(postgres)]
        self._pace = pace
        self._apps = apps
        self._copies = 0
        for server in [own(app, "its own") for app in APPS] + [on_postgres(postgres)]:
            if server.app in apps:
                self._fill(server)

    def _fill(self, server: Server) -> None:
        data = self._folder / server.app
        data.mkdir(exist_ok=True)
        try:
            with serve(server, data) as running:
                for _ in range(20):
                    status, body = ask(running.port, CREATE)
                    if status != 201:
                        raise CannotServeError(f"POST /todos answered {status}: {body[:200]!r}")
        except CannotServeError as error:
            raise CannotServeError(f"{server.app}, {server.name}: {error}") from None

    @contextlib.contextmanager
    def _serve_all(self, servers: list[Server]) -> Iterator[tuple[dict[Server, Running], dict[Server, str]]]:
        """Run the servers, and yield those that answer and the last words of the others."""
        running: dict[Server, Running] = {}
        refused: dict[Server, str] = {}
        with contextlib.ExitStack() as stack:
            for server in servers:
                tell(f"starting {server.app}, {server.name}")
                self._copies += 1
                data = self._folder / f"copy-{self._copies}"
                shutil.copytree(self._folder / server.app, data)
                try:
                    running[server] = stack.enter_context(serve(server, data))
                except CannotServeError as error:
                    refused[server] = str(error)
            yield running, refused

    def matrix(self) -> list[str]:
        """Return the table of every server for every app."""
        rows = [
            "| app | server | JSON, req/s | p99, ms | list of 20, req/s | p99, ms | create, req/s | p99, ms "
            "| memory, MiB | start, s |",
            "|---|---|---|---|---|---|---|---|---|---|",
        ]
        work = {"JSON": (HEALTH, 200), "list": (LIST, 200), "create": (CREATE, 201)}
        results: dict[tuple[Server, str], list[Result]] = {}
        servers = [server for server in self._matrix if server.app in self._apps]
        with self._serve_all(servers) as (running, refused):
            for name, (request, status) in work.items():
                for turn in range(self._pace.rounds):
                    tell(f"all servers: {name}, round {turn + 1} of {self._pace.rounds}")
                    for server in [each for each in running if each not in refused]:
                        try:
                            if turn == 0:
                                measure(running[server].port, request, status=status, seconds=0.3)
                            result = measure(running[server].port, request, status=status, seconds=self._pace.seconds)
                            results.setdefault((server, name), []).append(result)
                        except REFUSALS as error:
                            refused[server] = f"{name}: {type(error).__name__}: {error}"[:200]
            memory = {server: each.memory() for server, each in running.items()}
        for server in servers:
            if server in refused:
                rows.append(f"| {server.app} | {server.name} | does not run: {refused[server]} |" + " |" * 7)
                continue
            cells = [cell for name in work for cell in figures(results[server, name])]
            cells += [f"{memory[server]:.0f}", f"{running[server].start_seconds:.2f}"]
            rows.append(f"| {server.app} | {server.name} | {' | '.join(cells)} |")
        return rows

    def against_bare(self) -> list[str]:
        """Return the table of each app beside its framework's barest form, both by the app's own kind of server."""
        rows = [
            "| list of 20 | bare, req/s | app, req/s | app : bare | lowest and highest round | by processor time |",
            "|---|---|---|---|---|---|",
        ]
        for bare, complete in [pair for pair in RIVALS if pair[1].app in self._apps]:
            base, app = self._in_turns(
                [Case("bare", bare, LIST), Case("app", complete, LIST)],
                self._pace.ratio_rounds,
                self._pace.ratio_seconds,
            )
            if app.refusal:
                raise CannotServeError(f"{complete.app}: {app.refusal}")
            ratios = app.ratios(base)
            rows.append(
                f"| {complete.app} | {median(base.per_second):,.0f} | {median(app.per_second):,.0f} "
                f"| {median(ratios):.2f} | {min(ratios):.2f}, {max(ratios):.2f} "
                f"| {app.per_processor_second / base.per_processor_second:.2f} |"
            )
        return rows

    def part_by_part(self) -> list[str]:
        """Return the table of each app with one thing changed beside the app as it is."""
        rows = [
            "| app | what is changed | request | changed : as it is | lowest and highest round | by processor time |",
            "|---|---|---|---|---|---|",
        ]
        for cases in [each for each in PARTS if each[0].server.app in self._apps]:
            base, *changed = self._in_turns(cases, self._pace.part_rounds, self._pace.part_seconds)
            for case, series in zip(cases[1:], changed, strict=True):
                start = f"| {case.server.app} | {case.change} | {case.request_name} |"
                if series.refusal:
                    rows.append(f"{start} does not run: {series.refusal} | | |")
                    continue
                ratios = series.ratios(base)
                processor = series.per_processor_second / base.per_processor_second
                rows.append(f"{start} {median(ratios):.2f} | {min(ratios):.2f}, {max(ratios):.2f} | {processor:.2f} |")
        return rows

    def _in_turns(self, cases: list[Case], rounds: int, seconds: float) -> list["Series"]:
        """Measure the cases in turn, the rounds forwards and backwards, and return what came of each."""
        series = [Series() for _ in cases]
        with self._serve_all([case.server for case in cases]) as (running, refused):
            answers: list[object] = []
            for case, each in zip(cases, series, strict=True):
                each.refusal = refused.get(case.server, "")
                if not each.refusal:
                    answers.append(json.loads(ask(running[case.server].port, case.request)[1]))
                    # Whoever says less is faster for no good reason.
                    if answers[0] != answers[-1]:
                        each.refusal = f"its answer is another one: {str(answers[-1])[:100]}"
            for turn in range(-1, rounds):
                if series[0].refusal:
                    raise CannotServeError(f"{cases[0].server.app}, {cases[0].server.name}: {series[0].refusal}")
                tell(f"{cases[0].server.app}: {len(cases)} cases, round {turn + 1} of {rounds}")
                for case, each in list(zip(cases, series, strict=True))[:: 1 if turn % 2 else -1]:
                    try:
                        if turn < 0 and not each.refusal:
                            measure(running[case.server].port, case.request, seconds=0.3)
                        elif not each.refusal:
                            each.add(running[case.server], case.request, seconds)
                    except REFUSALS as error:
                        each.refusal = f"{type(error).__name__}: {error}"[:200]
        return series


class Series:
    """The rounds of one case; ``refusal`` says why there are none."""

    def __init__(self) -> None:
        self.refusal = ""
        self.per_second: list[float] = []
        self._requests = self._processor_seconds = 0.0

    def add(self, server: Running, request: bytes, seconds: float) -> None:
        """Measure one more round."""
        before = server.processor_seconds()
        result = measure(server.port, request, seconds=seconds)
        self._processor_seconds += server.processor_seconds() - before
        self._requests += result.requests
        self.per_second.append(result.per_second)

    @property
    def per_processor_second(self) -> float:
        """Requests per second of processor time, which a busy neighbour changes less than the clock."""
        return self._requests / self._processor_seconds

    def ratios(self, base: "Series") -> list[float]:
        """Return the ratio to another case, round by round."""
        return [mine / its for mine, its in zip(self.per_second, base.per_second, strict=True)]


def figures(results: list[Result]) -> list[str]:
    """Return the cells of requests per second and 99th percentile: medians over rounds."""
    rate = f"{median(result.per_second for result in results):,.0f}"
    least = "at least " if median(result.busy for result in results) > FULL else ""
    return [least + rate, f"{median(result.p99 for result in results):.0f}"]


def tell(message: str) -> None:
    """Say on the error channel what is going on: the tables alone go to the output."""
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
