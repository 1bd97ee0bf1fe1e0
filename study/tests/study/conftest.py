"""Small projects for the tests to work on."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import settings

from study.grading import Grader
from study.processes import Runner
from study.sources import read_source
from study.topics import choose_exercise, find_topics

# A property is wrong or right, however long a busy machine takes over it.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

SLOW = ("test_readme.py", "test_decks_of_this_repository.py")

type Write = Callable[[Mapping[str, str]], Path]

ARITHMETIC = '''\
    """Arithmetic of prices."""

    from decimal import Decimal

    _RATE = Decimal("0.2")


    def _rounded(price: Decimal) -> Decimal:
        return price.quantize(Decimal("0.01"))


    def tax(price: Decimal) -> Decimal:
        """Return a fifth of a price, to the cent.

        >>> tax(Decimal(10))
        Decimal('2.00')
        """
        return _rounded(price * _RATE)


    def gross(price: Decimal) -> Decimal:
        """Return a price with its tax."""
        return price + tax(price)


    def main() -> None:
        """Show a price."""
        print(gross(Decimal(10)))


    if __name__ == "__main__":
        main()
    '''

TEST_ARITHMETIC = """\
    from decimal import Decimal

    import pytest

    from basics.arithmetic import gross, main, tax


    def test_tax() -> None:
        assert tax(Decimal("0.04")) == Decimal("0.01")


    def test_gross() -> None:
        assert gross(Decimal(10)) == 12


    def test_main(capsys: pytest.CaptureFixture[str]) -> None:
        main()
        assert capsys.readouterr().out == "12.00\\n"
    """

WORDS = '''\
    """Words of a text."""


    def words(text: str) -> list[str]:
        """Return the words of a text in small letters."""
        return text.lower().split()
    '''

TEST_WORDS = """\
    from basics.words import words


    def test_words() -> None:
        assert words("To be") == ["to", "be"]
    """

QUESTIONS = """\
    # Questions: basics

    ## Why Decimal and not float?

    id: basics-decimal · level: junior · kind: concept · code: [arithmetic.py](basics/arithmetic.py) `tax`

    <details>
    <summary>Answer</summary>

    **A float is a binary fraction, so most prices cannot be stored in it exactly.**

    See [arithmetic.py](basics/arithmetic.py) `gross`.

    Often heard, and wrong:

    - *A float is rounded to two digits, so cents get lost in it.* It keeps about 16 digits.
    - *A float is slower than a Decimal, so prices should not use it.* It is faster.
    - *A float cannot be negative, so refunds do not fit in it.* It can.

    </details>

    ## What does the tax of four cents print?

    id: basics-tax-trace · level: mid · kind: trace · code: [arithmetic.py](basics/arithmetic.py) `tax`

    What does this print?

    ```python
    from decimal import Decimal

    from basics.arithmetic import tax

    print(tax(Decimal("0.04")))
    print("## no heading")
    ```

    <details>
    <summary>Answer</summary>

    ```text
    0.01
    ## no heading
    ```

    **The tax is rounded to the nearest cent, which is one.**

    </details>

    ## Write the words of a text

    id: basics-words-code · level: senior · kind: code · code: [words.py](basics/words.py) `words`

    Write `words`, which returns the words of a text in small letters.

    <details>
    <summary>Answer</summary>

    **Lower the text once, and split it where there is white space.**

    </details>
    """

SMALL_REPOSITORY = {
    "noxfile.py": "",
    "pyproject.toml": """\
        [tool.pytest.ini_options]
        addopts = ["--doctest-modules", "--ignore-glob=**/conftest.py"]
        """,
    "01-basics/pyproject.toml": """\
        [tool.study.phases]
        1 = ["basics"]
        2 = ["basics/words.py"]
        """,
    "01-basics/README.md": """\
        # Basics

        Begin with [words.py](basics/words.py), then read [arithmetic.py](basics/arithmetic.py).
        """,
    "01-basics/QUESTIONS.md": QUESTIONS,
    "01-basics/basics/__init__.py": "",
    "01-basics/basics/arithmetic.py": ARITHMETIC,
    "01-basics/basics/words.py": WORDS,
    "01-basics/tests/conftest.py": """\
        import sys
        from pathlib import Path

        sys.path.insert(0, str(Path(__file__).parents[1]))
        """,
    "01-basics/tests/basics/test_arithmetic.py": TEST_ARITHMETIC,
    "01-basics/tests/basics/test_words.py": TEST_WORDS,
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first: at the end, all other workers would wait for it."""
    items.sort(key=lambda item: item.path.name not in SLOW)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write files, named by their path below a new folder, and return that folder."""

    def write_files(files: Mapping[str, str]) -> Path:
        for name, text in files.items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(dedent(text), encoding="utf-8")
        return tmp_path

    return write_files


@pytest.fixture
def small_repository(write: Write) -> Path:
    """Return a repository of one topic: two exercises, and a question of kind concept, trace and code each."""
    return write(SMALL_REPOSITORY)


def opened(repository: Path, name: str = "arithmetic", timeout: float = 120.0) -> Grader:
    """Return a grader of one of a repository's exercises."""
    return Grader(choose_exercise(find_topics(repository), name), Runner(patience=0.2), timeout=timeout)


@pytest.fixture
def grader(small_repository: Path) -> Iterator[Grader]:
    """Return a grader of the small repository's exercise with two functions."""
    with opened(small_repository) as opened_grader:
        yield opened_grader


@pytest.fixture
def reference(small_repository: Path) -> str:
    """Return the source that ``grader`` takes for right."""
    return read_source(small_repository / "01-basics/basics/arithmetic.py")[0]
