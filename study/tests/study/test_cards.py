import html
import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import anki.collection  # first, as the other modules of anki need it to be there
import pytest
import typer
from typer.testing import CliRunner, Result

from study.cards import cards
from study.cli import complaining
from study.questions import Question, read_all
from study.topics import find_topics

type Study = Callable[..., Result]
type Collection = anki.collection.Collection

REVIEW_AND_DESIGN = """
## What is wrong here?

id: basics-words-review · level: mid · kind: review · code: [words.py](basics/words.py) `words`

```python
def words(text: str = "", found: list[str] = []) -> list[str]:  # {{c1::cloze}} [sound:a.mp3] <b>
    return re.findall(r"\\(\\w+\\)", text) or found or ["a long line", "which a phone cannot show", "as a whole"]
```

<details>
<summary>Answer</summary>

**The list is made once, so all calls share it.**

</details>

## Where do words come from, and what does `{{Front}}` say?

id: basics-words-design · level: senior · kind: design · code: [words.py](basics/words.py) `words`

<details>
<summary>Answer</summary>

**From [the readme](README.md).** Or from [elsewhere](https://example.org/a?b=1&c=2).

| here | there |
|---|---|
| 1 | 2 |

</details>
"""


@pytest.fixture
def repository(small_repository: Path) -> Path:
    """Return a repository with a question of each kind."""
    with (small_repository / "01-basics" / "QUESTIONS.md").open("a", encoding="utf-8") as file:
        file.write(REVIEW_AND_DESIGN)
    return small_repository


@pytest.fixture
def study(repository: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    """Run ``study cards`` in a repository, at a moment that each run is a second after the one before."""
    app = typer.Typer()
    app.command()(complaining(cards))
    clock = iter(range(1_800_000_000, 1_800_001_000))
    monkeypatch.setattr("study.cards.time.time", lambda: next(clock))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(repository)
    return lambda *arguments: CliRunner().invoke(app, [str(argument) for argument in arguments])


def questions_of(repository: Path) -> list[Question]:
    return read_all(find_topics(repository))


def import_into(path: Path, package: Path) -> tuple[int, int, int]:
    """Import a package into a collection as Anki does by itself; return how many notes were new, updated and known."""
    collection = anki.collection.Collection(str(path))
    options = anki.collection.ImportAnkiPackageOptions()
    request = anki.collection.ImportAnkiPackageRequest(package_path=str(package), options=options)
    log = collection.import_anki_package(request).log
    collection.close()
    return len(log.new), len(log.updated), len(log.duplicate)


def notes_in(path: Path) -> dict[str, dict[str, str]]:
    """Return the fields of each note of a collection, with ``Tags``, ``Front`` and ``Back`` as shown, by its id."""
    collection = anki.collection.Collection(str(path))
    notes = [collection.get_note(number) for number in collection.find_notes("")]
    found = {
        note["Id"]: dict(note.items())
        | {"Tags": " ".join(note.tags), "Front": note.cards()[0].question(), "Back": note.cards()[0].answer()}
        for note in notes
    }
    collection.close()
    return found


def test_anki_finds_the_cards_that_were_announced(study: Study, repository: Path, tmp_path: Path) -> None:
    result = study()

    assert result.exit_code == 0, result.output
    rows = re.findall(r"^(\S+\.apkg) +(\d+) +(.+?) *$", result.output, re.MULTILINE)
    assert [name for name, _, _ in rows] == ["01-basics.apkg", "all.apkg"]
    for name, count, kinds in rows:
        collection = tmp_path / f"{name}.anki2"
        assert import_into(collection, repository / "practice" / "cards" / name) == (int(count), 0, 0)
        found = Counter(note["Kind"] for note in notes_in(collection).values())
        assert kinds == ", ".join(f"{found[kind]} {kind}" for kind in ("concept", "trace", "code", "review", "design"))


def test_fields_and_tags_are_those_of_the_questions(study: Study, repository: Path, tmp_path: Path) -> None:
    study()
    import_into(tmp_path / "c.anki2", repository / "practice" / "cards" / "all.apkg")

    notes = notes_in(tmp_path / "c.anki2")

    assert {name: (note["Level"], note["Kind"], note["Topic"]) for name, note in notes.items()} == {
        question.id: (question.level, question.kind, "01-basics") for question in questions_of(repository)
    }
    trace = notes["basics-tax-trace"]
    assert trace["Tags"] == "kind::trace level::mid phase::1 topic::01-basics"
    assert trace["Code"] == "01-basics/basics/arithmetic.py:12 <code>tax</code>"
    assert "## no heading" in trace["Answer"]
    assert trace["Wrong"] == ""
    concept = notes["basics-decimal"]
    assert "Often heard" not in concept["Answer"]
    assert "It keeps about 16 digits." in concept["Wrong"]


def test_text_of_other_languages_is_shown_as_it_is(study: Study, repository: Path, tmp_path: Path) -> None:
    study()
    import_into(tmp_path / "c.anki2", repository / "practice" / "cards" / "all.apkg")

    notes = notes_in(tmp_path / "c.anki2")

    shown = html.unescape(re.sub(r"<[^>]*>", "", notes["basics-words-review"]["Front"]))
    assert "# {{c1::cloze}} [sound:a.mp3] <b>" in shown
    assert r're.findall(r"\(\w+\)", text)' in shown
    assert "<code>{{Front}}</code>" in notes["basics-words-design"]["Front"]


@pytest.mark.parametrize("first", [(), ("--output", "elsewhere"), ("01-basics",)])
def test_a_second_run_writes_the_same_bytes(study: Study, repository: Path, first: tuple[str, ...]) -> None:
    study(*first)
    one = next(repository.rglob("01-basics.apkg")).read_bytes()

    study("--output", "again")

    assert (repository / "again" / "01-basics.apkg").read_bytes() == one


def test_a_fresh_clone_writes_the_same_bytes(study: Study, repository: Path) -> None:
    study("--output", "one")
    shutil.rmtree(repository / "practice")

    study("--output", "two")

    for name in ("01-basics.apkg", "all.apkg"):
        assert (repository / "one" / name).read_bytes() == (repository / "two" / name).read_bytes()


def test_a_changed_question_and_only_that_is_updated(study: Study, repository: Path, tmp_path: Path) -> None:
    deck, collection = repository / "practice" / "cards" / "all.apkg", tmp_path / "c.anki2"
    file = repository / "01-basics" / "QUESTIONS.md"
    text = file.read_text(encoding="utf-8")
    study()
    import_into(collection, deck)

    for wording in ("split at every blank.", "split it where there is white space."):  # the second is the first again
        file.write_text(text.replace("split it where there is white space.", wording), encoding="utf-8")
        study()

        assert import_into(collection, deck) == (0, 1, 4)
        assert wording in notes_in(collection)["basics-words-code"]["Answer"]


def test_a_topic_alone_leaves_the_deck_of_all_alone(study: Study, repository: Path) -> None:
    result = study("basics")

    assert result.exit_code == 0, result.output
    assert [file.name for file in (repository / "practice" / "cards").iterdir()] == ["01-basics.apkg"]
    assert "all.apkg is written when no topic is named" in result.output


def test_with_an_address_paths_become_links(study: Study, repository: Path, tmp_path: Path) -> None:
    study("--base-url", "https://example.org/blob/main/")
    import_into(tmp_path / "c.anki2", repository / "practice" / "cards" / "all.apkg")

    design = notes_in(tmp_path / "c.anki2")["basics-words-design"]

    base = "https://example.org/blob/main/01-basics"
    assert f'<a href="{base}/basics/words.py#L4">01-basics/basics/words.py:4</a> <code>words</code>' in design["Code"]
    assert f'<a href="{base}/README.md">the readme</a>' in design["Answer"]
    assert '<a href="https://example.org/a?b=1&amp;c=2">elsewhere</a>' in design["Answer"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nonsense"], "'nonsense': no such topic"),
        (["--base-url", "example.org"], "--base-url: expected an address that begins with https://, not 'example.org'"),
        (["--output", "noxfile.py"], "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_said(study: Study, arguments: list[str], sentence: str) -> None:
    result = study(*arguments)

    assert result.exit_code == 2
    assert sentence in result.output


def test_what_was_written_before_stays_when_writing_fails(
    study: Study, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study()
    folder = repository / "practice" / "cards"
    before = {file.name: file.read_bytes() for file in folder.iterdir()}

    def full(path: Path, data: bytes) -> int:
        path.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    result = study("--base-url", "https://example.org")

    assert result.exit_code == 2
    assert "01-basics.apkg: cannot be written: No space left on device" in result.output
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


MEASURE = """
<script>
addEventListener("load", () => {
  const measured = [...document.querySelectorAll("iframe")].map((frame) => {
    const page = frame.contentDocument, style = (chosen) => getComputedStyle(page.querySelector(chosen));
    return {
      name: frame.id, wider: page.documentElement.scrollWidth > frame.clientWidth,
      text: style("h1").color, ground: style("body").backgroundColor, said: style(".said").borderLeftWidth,
      code: [...page.querySelectorAll("pre span")].map((span) => getComputedStyle(span).color),
    };
  });
  document.body.textContent = "MEASURED" + JSON.stringify(measured) + "END";
});
</script>
"""


@pytest.mark.skipif(shutil.which("chromium") is None, reason="needs chromium")
def test_a_browser_as_narrow_as_a_phone_shows_each_kind_by_day_and_by_night(
    study: Study, repository: Path, tmp_path: Path
) -> None:
    study()
    import_into(tmp_path / "c.anki2", repository / "practice" / "cards" / "all.apkg")
    frames = [
        f'<iframe id="{note["Kind"]} {mode}" width=360 height=640 srcdoc="{html.escape(page)}"></iframe>'
        for note in notes_in(tmp_path / "c.anki2").values()
        for mode in ("day", "nightMode")
        for page in [f"<!doctype html><body class='card {mode}'>{note['Back']}"]
    ]
    (tmp_path / "page.html").write_text(f"<meta charset=utf-8>{''.join(frames)}{MEASURE}", encoding="utf-8")
    quiet = ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]

    shown = subprocess.run(
        [
            *("chromium", "--headless", "--no-sandbox", *quiet, "--disable-component-update"),
            *(f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", (tmp_path / "page.html").as_uri()),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=100,
    ).stdout

    found = re.search("MEASURED(.*)END", shown)
    assert found, shown
    cards = {card.pop("name"): card for card in json.loads(html.unescape(found[1]))}
    assert set(cards) == {
        f"{kind} {mode}" for kind in ("concept", "trace", "code", "review", "design") for mode in ("day", "nightMode")
    }
    assert [name for name, card in cards.items() if card["wider"]] == []
    assert {card["said"] for card in cards.values()} == {"4px"}
    for name, card in cards.items():
        by_day = (card["text"], card["ground"]) == ("rgb(31, 35, 40)", "rgb(255, 255, 255)")
        by_night = (card["text"], card["ground"]) == ("rgb(230, 237, 243)", "rgb(28, 33, 40)")
        assert (by_day, by_night) == ("day" in name, "night" in name)
    for kind in ("trace", "review"):
        colours = [set(cards[f"{kind} {mode}"]["code"]) for mode in ("day", "nightMode")]
        assert all(len(each) > 3 for each in colours)
        assert colours[0].isdisjoint(colours[1])
