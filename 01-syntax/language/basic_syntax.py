r"""A program: text comes in, typed values are worked on, text and a status go out.

What the world sees of a Python program is its two output streams and its exit status. A supervisor, a shell
and a CI job decide by the status alone, so a failure that ends with 0 did not happen. Between input and
output stand values, each with a type that decides what an operator does: ``3``, ``3.0`` and ``"3"`` look
alike in a log line and behave differently. All that comes from outside is text; turn it into the right type
once, at the edge, and refuse there what does not fit.

The other files of this part: ``variables.py`` (names and memory), ``operators.py`` (expressions),
``float_and_decimal.py`` (why 0.1 is not 0.1, and money).

Cost: starting an interpreter imports dozens of modules, so one process a request is too dear; a conversion is
O(length of the text), but ``int`` of n digits is slower than linear, so Python refuses above 4300 digits.
Not for: parsing a command line of more than two words (``argparse``), or whole documents (``json``).
Asked: what is the exit status after an exception? Where should errors be printed? Why is ``bool("False")`` true?
Source: https://docs.python.org/3/library/sys.html#sys.exit, https://docs.python.org/3/library/stdtypes.html
"""

import os
import subprocess
import sys
from collections.abc import Callable
from typing import NamedTuple

# Each of these is a whole program, as it would stand in a file of its own.
PROGRAMS = {
    "ends": "print('order saved')",
    "raises": "raise LookupError('no order 7')",
    "exits with a number": "import sys; sys.exit(3)",
    "exits with a text": "import sys; sys.exit('no order 7')",
    "catches Exception": "import sys\ntry:\n    sys.exit(3)\nexcept Exception:\n    pass",
    "catches everything": "import sys\ntry:\n    sys.exit(3)\nexcept:\n    pass",
    "has a typo at its end": "print('order saved')\nif True print('bye')",
    "dies with a full buffer": "import os\nprint('order saved')\nos._exit(0)",
    "flushes, then dies": "import os\nprint('order saved', flush=True)\nos._exit(0)",
}


class Finished(NamedTuple):
    """What a program left behind: its exit status (0 is success) and all that it wrote to its two streams."""

    status: int
    stdout: str
    stderr: str


def run(source: str) -> Finished:
    r"""Run a program in a fresh interpreter, the same Python as this one, and wait at most 30 seconds for its end.

    >>> run("print(6 * 7)")
    Finished(status=0, stdout='42\n', stderr='')

    Raises subprocess.TimeoutExpired for a program that does not end.
    """
    # -I: no PYTHON* variable of ours may change what the program does, PYTHONUNBUFFERED for one.
    done = subprocess.run(
        [sys.executable, "-I", "-c", source],
        env=os.environ | {"NO_COLOR": "1"},
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
        timeout=30,
    )
    return Finished(done.returncode, done.stdout, done.stderr)


def last_line(text: str) -> str:
    r"""Return the last line of a text, without its line break; "" of an empty text.

    The last line of a traceback names the error, so it is the one to read first.

    >>> last_line("Traceback (most recent call last):\n  ...\nLookupError: no order 7\n")
    'LookupError: no order 7'
    """
    lines = text.splitlines()
    return lines[-1] if lines else ""


def describe(value: object) -> str:
    """Return the name of the value's type, and how Python writes the value.

    >>> describe("3")
    "str '3'"
    >>> describe(None)
    'NoneType None'
    """
    return f"{type(value).__name__} {value!r}"


def is_quantity_wrong(value: object) -> bool:
    """Say whether a decoded JSON value is a whole number above 0, forgetting that ``bool`` is a kind of ``int``.

    >>> is_quantity_wrong(True)
    True
    """
    return isinstance(value, int) and value > 0


def is_quantity(value: object) -> bool:
    """Say whether a decoded JSON value is a whole number above 0; ``True`` and ``3.0`` are not.

    >>> [is_quantity(value) for value in (3, True, 3.0, "3", 0)]
    [True, False, False, False, False]
    """
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def conversion_error(convert: Callable[[str], object], text: str) -> str:
    """Return the message of the ValueError that ``convert(text)`` raises, or "" when it succeeds.

    >>> conversion_error(int, "3.5")
    "invalid literal for int() with base 10: '3.5'"
    >>> conversion_error(float, "3.5")
    ''
    """
    try:
        convert(text)
    except ValueError as error:
        return str(error)
    return ""


def parse_port_wrong(text: str) -> int:
    """Return the port that a text stands for, with ``int`` as the only guard.

    ``int`` is generous: signs, spaces, underscores and the digits of every script pass.

    >>> parse_port_wrong(" -8_0 ")
    -80
    """
    return int(text)


def parse_port(text: str) -> int:
    """Return the port, 1 to 65535, that a text of ASCII digits stands for.

    >>> parse_port("8080")
    8080

    Raises ValueError ``a port is a number from 1 to 65535, not '-80'`` for any other text, also for one with spaces
    or a sign, or too long for ``int``.
    """
    # isdecimal alone lets other scripts' digits pass; the length keeps int from a million digits.
    if text.isascii() and text.isdecimal() and len(text) <= 5 and 1 <= int(text) <= 65535:
        return int(text)
    raise ValueError(f"a port is a number from 1 to 65535, not {text!r}")


def parse_flag_wrong(text: str) -> bool:
    """Return whether an environment variable such as DEBUG is on, asking only whether its text is empty.

    >>> parse_flag_wrong("False")
    True
    """
    return bool(text)


def parse_flag(text: str) -> bool:
    """Return True for "1", "true", "yes" and "on", False for "0", "false", "no", "off" and "", in any case.

    >>> parse_flag("False")
    False

    Raises ValueError ``a flag is true or false, not 'flase'`` for anything else: a typo must not choose.
    """
    word = text.lower()
    if word in ("1", "true", "yes", "on"):
        return True
    if word in ("", "0", "false", "no", "off"):
        return False
    raise ValueError(f"a flag is true or false, not {text!r}")


def _error_of(action: Callable[[], object]) -> str:
    try:
        action()
    except TypeError as error:
        return f"TypeError: {error}"
    raise AssertionError("the action was to fail")


def main() -> None:
    """Print what programs leave behind, then what values of different types do, right and wrong."""
    print("A program, its status, its output, the last line of its errors:")
    for name, source in PROGRAMS.items():
        status, stdout, stderr = run(source)
        print(f"  {name:24} {status}  {stdout.strip():12} {last_line(stderr)}".rstrip())

    print("Alike on paper:", ", ".join(describe(value) for value in (3, 3.0, "3", True, None)))
    text: object = "3"
    print(f"  3 == 3.0 is {3 == 3.0}, 3 == '3' is {text == 3}, True == 1 is {True == 1}")

    print("Types do not mix by themselves:")
    print("  3 + '3'        ", _error_of(lambda: 3 + "3"))  # type: ignore[operator]  # the error is the lesson
    print("  int('3.5')     ", conversion_error(int, "3.5"))
    print("  int(3.99)      ", int(3.99), "(cut off, not rounded)")

    print("Text from outside, the wrong way and the right one:")
    print("  port ' -8_0 '  ", parse_port_wrong(" -8_0 "), "/", conversion_error(parse_port, " -8_0 "))
    print("  DEBUG=False    ", parse_flag_wrong("False"), "/", parse_flag("False"))
    print("  DEBUG=flase    ", parse_flag_wrong("flase"), "/", conversion_error(parse_flag, "flase"))
    print("  quantity true  ", is_quantity_wrong(True), "/", is_quantity(True))


if __name__ == "__main__":
    main()
