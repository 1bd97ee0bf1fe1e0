"""Stacks: what was opened last has to be closed first.

Signal: nesting, brackets, tags, undo, "the most recent that is still open", paths with "..", expressions; recursion
that has to become a loop.
Template: walk once; push what is still open with all that is needed to go on later; a closer pops, and what it pops
must fit; at the end nothing may be open.

Cost: O(n) time, as each item is pushed and popped once at most; O(depth) memory. A Python list is the stack: append and
pop at its end.
Use it for: parsers, validation of templates and JSON by hand, depth-first search, undo.
Not for: grammars with precedence (a parser, as in parsing.py), first in first out (``collections.deque``), questions
about the next larger or smaller item (monotonic_stacks.py keeps the stack in order).
Asked: matching brackets, reverse Polish notation, simplify a path. Then: what if only one kind of bracket exists?
Source: Knuth, The Art of Computer Programming 1, section 2.2.1; POSIX.1, Base Definitions, chapter 4.
"""

import operator
import re
from collections.abc import Callable, Sequence


def is_paired(text: str) -> bool:
    """Return whether every bracket of (), [] and {} is closed by its kind and in the right order.

    All other characters are ignored; without brackets it is True. Up to a million characters, nested as deep.

    >>> is_paired("{[x] + (y)}"), is_paired("([)]"), is_paired("((")
    (True, False, False)
    """
    # Aloud: A closing bracket must fit the one that was opened last and is still open, so a stack. I push what I wait
    # for, the closing one; then a closer is right if it equals what I pop. Three ways to fail: nothing is open, the
    # wrong one is open, and, at the end, something still is. The third is the one that is forgotten.
    # Brute force: delete "()", "[]" and "{}" until nothing changes, O(n²) time. Better: O(n) time, O(depth) memory.
    # Follow-ups: the place of the error (push places too); one kind only (a counter); brackets inside quotes; a stream.
    closers = {"(": ")", "[": "]", "{": "}"}
    awaited: list[str] = []
    for char in text:
        if char in closers:
            awaited.append(closers[char])
        elif char in ")]}" and (not awaited or awaited.pop() != char):
            return False
    return not awaited


def is_paired_brute_force(text: str) -> bool:
    """The same by deleting neighbours that fit until nothing changes: O(n²) time, O(n) memory."""
    brackets = "".join(char for char in text if char in "()[]{}")
    before = ""
    while brackets != before:
        before = brackets
        brackets = brackets.replace("()", "").replace("[]", "").replace("{}", "")
    return not brackets


def _divided(left: int, right: int) -> int:
    # int(left / right) would go through a float and be wrong beyond 2**53.
    quotient = abs(left) // abs(right)
    return quotient if (left < 0) == (right < 0) else -quotient


_OPERATIONS: dict[str, Callable[[int, int], int]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": _divided,
}


def postfix_value(tokens: Sequence[str]) -> int:
    """Return the value of an expression in reverse Polish notation, where an operator follows its two operands.

    Tokens are whole numbers, as ``int`` reads them, and + - * /. Division drops the fraction, so -7 / 2 is -3. Results
    have any size. Up to 100,000 tokens.

    >>> postfix_value(["2", "3", "+", "4", "*"]), postfix_value(["-7", "2", "/"]), postfix_value(["8", "3", "-"])
    (20, -3, 5)

    Raises ValueError ``operator '+' needs two numbers before it``, ``expected a number or one of + - * /, not 'x'``,
    or ``expected one number in the end, not 2`` (0 for no tokens), and ZeroDivisionError.
    """
    # Aloud: Numbers wait on a stack until their operator comes; it takes the last two and puts its result back. Two
    # traps: what I pop first is the right operand, which matters for - and /; and "-7" is a number, so I ask whether
    # the token is an operator, not whether it begins with a minus. Python's // rounds down; this asks for towards 0.
    # Brute force: replace the first operator and its operands in the list, O(n²) time. Better: O(n) time and memory.
    # Follow-ups: infix with precedence (shunting-yard, parsing.py); variables; operators with one operand.
    waiting: list[int] = []
    for token in tokens:
        if token in _OPERATIONS:
            if len(waiting) < 2:
                raise ValueError(f"operator {token!r} needs two numbers before it")
            right = waiting.pop()
            waiting.append(_OPERATIONS[token](waiting.pop(), right))
        else:
            waiting.append(_number(token))
    if len(waiting) != 1:
        raise ValueError(f"expected one number in the end, not {len(waiting)}")
    return waiting[0]


def _number(token: str) -> int:
    try:
        return int(token)
    except ValueError:
        raise ValueError(f"expected a number or one of + - * /, not {token!r}") from None


def postfix_value_brute_force(tokens: Sequence[str]) -> int:
    """The same by replacing the first operator and its operands by their result until one is left: O(n²) time."""
    left: list[int | str] = [token if token in _OPERATIONS else _number(token) for token in tokens]
    while any(isinstance(item, str) for item in left):
        place, token = next((place, item) for place, item in enumerate(left) if isinstance(item, str))
        operands = [item for item in left[max(place - 2, 0) : place] if isinstance(item, int)]
        if len(operands) < 2:
            raise ValueError(f"operator {token!r} needs two numbers before it")
        left[place - 2 : place + 1] = [_OPERATIONS[token](*operands)]
    numbers = [item for item in left if isinstance(item, int)]
    if len(numbers) != 1:
        raise ValueError(f"expected one number in the end, not {len(numbers)}")
    return numbers[0]


def simplified_path(path: str) -> str:
    """Return the shortest absolute path of the same place: no ".", no "..", no doubled "/", none at the end but "/".

    ".." at the root stays there; "..." and ".x" are names. Links are not followed, nothing is looked up. Up to 100,000
    characters.

    >>> simplified_path("/srv//app/./../log/"), simplified_path("/../.."), simplified_path("/...")
    ('/srv/log', '/', '/...')

    Raises ValueError ``path must begin with '/', not 'a/b'``.
    """
    # Aloud: I split at "/" and walk. Empty parts and "." mean nothing; a name goes on the stack; ".." takes the last
    # one off, if there is one. What is left, joined, is the path. Splitting does away with doubled slashes by itself.
    # Brute force: find the first ".." and delete it with its neighbour, again and again, O(n²). Better: O(n) time.
    # Follow-ups: relative paths (".." at the front has to stay); links (then text is not enough: os.path.realpath); is
    # a requested path inside a folder (resolve both first, else it is a path traversal).
    if not path.startswith("/"):
        raise ValueError(f"path must begin with '/', not {path!r}")
    names: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del names[-1:]
        elif part not in {"", "."}:
            names.append(part)
    return "/" + "/".join(names)


def simplified_path_brute_force(path: str) -> str:
    """The same by deleting the first ".." with the name before it, again and again: O(n²) time."""
    if not path.startswith("/"):
        raise ValueError(f"path must begin with '/', not {path!r}")
    parts = [part for part in path.split("/") if part not in {"", "."}]
    while ".." in parts:
        place = parts.index("..")
        del parts[max(place - 1, 0) : place + 1]
    return "/" + "/".join(parts)


def unpacked(text: str) -> str:
    """Return the text with every ``count[part]`` written out, also nested; the count is made of digits 0 to 9.

    Digits and square brackets occur in this form only. Up to 10,000 characters, nested as deep; counts up to a
    million, and no part has more characters than that when it is written out.

    >>> unpacked("2[ab3[c]]d"), unpacked("0[x]y"), unpacked("")
    ('abcccabcccd', 'y', '')

    Raises ValueError ``not a packed text: '3[a'`` for digits without "[" behind, "[" without count, and brackets that
    do not match.
    """
    # Aloud: At "[" I have to put aside two things, the count and the text so far, and begin an empty text; at "]" I
    # take both back, and the text so far goes on with count times the inner one. That pair is the stack's item. I
    # collect pieces in a list, as adding to a text letter by letter may copy it each time.
    # Brute force: search the whole text for innermost brackets until none are left, O(depth * length of the result).
    # Better: each part is copied once a level it is nested in; counts of 2 and more make that O(length of the result).
    # Follow-ups: recursion instead (depth 10,000 breaks it); only the length (numbers on the stack); the k-th letter
    # without writing it out; a result larger than memory (refuse by its length first: this is how zip bombs work).
    outer: list[tuple[int, list[str]]] = []
    pieces: list[str] = []
    count = ""
    for char in text:
        if char in "0123456789":
            count += char
        elif char == "[" and count:
            outer.append((int(count), pieces))
            pieces, count = [], ""
        elif count or char == "[" or (char == "]" and not outer):
            raise ValueError(f"not a packed text: {text!r}")
        elif char == "]":
            times, before = outer.pop()
            before.append("".join(pieces) * times)
            pieces = before
        else:
            pieces.append(char)
    if outer or count:
        raise ValueError(f"not a packed text: {text!r}")
    return "".join(pieces)


def unpacked_brute_force(text: str) -> str:
    """The same by replacing the innermost brackets until nothing changes: O(depth * length of the result) time."""
    before, result = "", text
    while result != before:
        before = result
        result = re.sub(r"([0-9]+)\[([^\[\]0-9]*)\]", lambda found: int(found[1]) * found[2], result)
    if re.search(r"[\[\]0-9]", result):
        raise ValueError(f"not a packed text: {text!r}")
    return result


def main() -> None:
    """Check brackets, evaluate, walk a path, and unpack."""
    for text in ("{[x] + (y)}", "([)]", "(()"):
        print(f"{text!r} is paired: {is_paired(text)}")
    print("8 3 - 2 *  is", postfix_value(["8", "3", "-", "2", "*"]))
    try:
        postfix_value(["1", "+"])
    except ValueError as error:
        print("1 +  is refused:", error)
    for path in ("/srv//app/./../log/", "/../../etc", "/..."):
        print(f"{path} is {simplified_path(path)}")
    print("2[ab3[c]]d is", unpacked("2[ab3[c]]d"))


if __name__ == "__main__":
    main()
