"""Asking and showing, at a terminal or through pipes.

A person sees Markdown with highlighted code, and is waited for. A pipe gets the text as it was written, and what it
answers is printed behind the prompt, so that what comes out reads like a transcript.

Cost: rich draws some 10 ms for a page of Markdown.
Not for: answers that must not be seen while they are typed.
"""

import io
import sys

from rich.markdown import Markdown
from rich.text import Text

from study.places import without_links
from study.workspace import Workspace


class Dialogue:
    """The two directions of a workspace's terminal."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._console = workspace.console
        self.typed = sys.stdin is not None and sys.stdin.isatty()
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(errors="replace")  # an answer in another encoding is a wrong answer, no crash

    @property
    def with_person(self) -> bool:
        """Whether somebody reads and types, who can be asked back and waited for."""
        return self.typed and self._workspace.can_ask

    @property
    def on_screen(self) -> bool:
        """Whether what is shown appears on a terminal."""
        return self._console.is_terminal

    def read(self, prompt: str) -> str:
        """Return the next typed line, without its end; raise EOFError when there is none."""
        try:
            line = input(prompt)
        except EOFError:
            self._workspace.say("")
            raise
        if not self.typed:
            self._workspace.say(line)
        return line

    def pause(self, prompt: str) -> None:
        """Wait for Enter, when there is somebody to press it."""
        if self.with_person:
            self.read(prompt)

    def heading(self, text: str) -> None:
        """Show a line that begins something."""
        self._words(text, "bold")

    def verdict(self, text: str, *, good: bool) -> None:
        """Show a line whose words, and not its colour alone, say how it went."""
        self._words(text, "bold green" if good else "bold red")

    def rewrite(self, text: str) -> None:
        """Show a text in place of the current line; the cursor stays behind it."""
        self._console.file.write(f"\r{text}")
        self._console.file.flush()

    def say(self, text: str = "") -> None:
        """Show sentences, broken between words where the screen ends."""
        self._words(text, "")

    def line(self, text: str) -> None:
        """Show a line of output or with a path in it, which is to be copied and so is never broken."""
        self._workspace.say(text)

    def markdown(self, text: str) -> None:
        """Show Markdown: drawn on a terminal, as it is in a pipe. Its links become their texts."""
        text = without_links(text).strip("\n")
        if self.on_screen:
            self._console.print(Markdown(text, code_theme="ansi_dark"))
        else:
            self._workspace.say(text)

    def _words(self, text: str, style: str) -> None:
        self._console.print(Text(text, style=style), soft_wrap=not self.on_screen)
