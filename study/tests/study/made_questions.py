"""Questions made for the tests: of any kind, about files in any phase, without a QUESTIONS.md to be read."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from hypothesis import strategies as st

from study.projects import Project
from study.questions import WRONG, CodeLink, Kind, Level, Question
from study.topics import Topic

WORDS = 'def words(text: str) -> list[str]:\n    """Return the words of a text."""\n    return text.split()\n'
SNIPPET = "```python\nprint(1)\nprint(2)\n```\n"
OUTPUT = "```text\n1\n2\n```\n\n"


def make_topics(folder: Path, names: Sequence[str] = ("01-basics", "02-more")) -> list[Topic]:
    """Write topics with nine files each, of which the first is in phase 1 and the ninth in phase 9."""
    topics = []
    for name in names:
        package = folder / name / "shop"
        package.mkdir(parents=True)
        for number in range(1, 10):
            (package / f"file_{number}.py").write_text(WORDS)
        phases = "".join(f'{number} = ["shop/file_{number}.py"]\n' for number in range(1, 10))
        (folder / name / "pyproject.toml").write_text(f"[tool.study.phases]\n{phases}")
        topics.append(Topic(Project(folder / name), name))
    return topics


def make_question(
    topic: Topic,
    name: str,
    *,
    kind: Kind = Kind.CONCEPT,
    level: Level = Level.MID,
    phase: int = 1,
    wrong: Mapping[str, str] | None = None,
) -> Question:
    """Return a question that is about the file of a phase; ``wrong`` are statements and why they are wrong."""
    items = "".join(f"\n- *{statement}* {why}" for statement, why in (wrong or {}).items())
    output = OUTPUT if kind is Kind.TRACE else ""
    link = CodeLink(topic.root / "shop" / f"file_{phase}.py", "words")
    task = SNIPPET if kind is Kind.TRACE else "Look at this."
    answer = f"{output}**It is {name}.**\n\nThe reason." + (f"\n\n{WRONG}\n{items}" if items else "")
    return Question(name, f"What is {name}?", level, kind, (link,), task, answer, topic, 1)


def three_wrong(name: str) -> dict[str, str]:
    """Return wrong answers to the question of a name."""
    return {f"It is {word} {name}.": f"Because of {word}." for word in ("not", "never", "hardly")}


def lists_of_questions(topics: Sequence[Topic], *, min_size: int = 0) -> st.SearchStrategy[list[Question]]:
    """Draw questions of all kinds and levels about files of all phases, with and without wrong answers."""

    def named(drawn: list[Callable[[str], Question]]) -> list[Question]:
        return [make(f"q{number}") for number, make in enumerate(drawn)]

    def maker(topic: Topic, kind: Kind, level: Level, phase: int, with_wrong: bool) -> Callable[[str], Question]:
        def make(name: str) -> Question:
            wrong = three_wrong(name) if with_wrong else None
            return make_question(topic, name, kind=kind, level=level, phase=phase, wrong=wrong)

        return make

    each = st.builds(
        maker,
        st.sampled_from(topics),
        st.sampled_from(Kind),
        st.sampled_from(Level),
        st.integers(1, 9),
        st.booleans(),
    )
    return st.lists(each, min_size=min_size, max_size=30).map(named)
