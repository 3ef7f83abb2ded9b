"""What a command line has before a desk is open: where the data is, the language, and a voice.

`node/<feature>/commands.py` exposes `app(context: Context) -> cyclopts.App`; its commands are
coroutines that do `async with context.desk() as desk:`, print with `context.say(Text)` and end with
`context.refuse(Text | Invalid, ...)`, which prints to stderr and exits with 1.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from node.desk import Desk
from shared.runtime.fault import Fault
from shared.runtime.i18n import Translator
from shared.text import Invalid, Text

REFUSED = 1


class CommandError(Exception):
    """A refusal for the person at the command line: shown as plain words, exit code 1."""

    def __init__(self, *problems: Text | Invalid) -> None:
        super().__init__(*(str(p.text if isinstance(p, Invalid) else p) for p in problems))
        self.problems = problems


@dataclass(kw_only=True)
class Context:
    """The options every command shares; the launcher fills them in before a command runs."""

    data: Path = field(default_factory=Path)
    translator: Translator = field(default_factory=lambda: Translator("en"))
    opener: Callable[[bool], AbstractAsyncContextManager[Desk]] | None = None

    def desk(self) -> AbstractAsyncContextManager[Desk]:
        """Open the desk for one command. Raises CommandError where no network was set up yet."""
        return self._open(new=False)

    def new_desk(self) -> AbstractAsyncContextManager[Desk]:
        """Open the desk, making the data directory, key and database where there are none."""
        return self._open(new=True)

    def words(self, text: Text) -> str:
        """Return the text in the person's language."""
        return self.translator.say(text)

    def say(self, text: Text) -> None:
        """Print the text in the person's language."""
        print(self.words(text))  # noqa: T201 (the one place where commands speak)

    def show(self, line: str) -> None:
        """Print a line that is data, not words: a name, JSON, bytes in text."""
        print(line)  # noqa: T201 (as above)

    def remark(self, text: Text) -> None:
        """Print the text beside the output, to stderr."""
        print(self.words(text), file=sys.stderr)  # noqa: T201 (as above)

    def refuse(self, *problems: Text | Invalid) -> NoReturn:
        """End the command with these reasons on stderr and exit code 1; nothing was changed."""
        raise CommandError(*problems)

    def lines(self, problems: Sequence[Text | Invalid]) -> Iterator[str]:
        """Yield the words on each problem; among several of a form, the field comes first."""
        for problem in problems:
            if isinstance(problem, Text):
                yield self.words(problem)
            else:
                field_first = f"{problem.field.replace('_', '-')}: " if len(problems) > 1 else ""
                yield field_first + self.words(problem.text)

    def _open(self, *, new: bool) -> AbstractAsyncContextManager[Desk]:
        if self.opener is None:
            raise RuntimeError("the launcher runs before any command")
        return self.opener(new)


def outcome(context: Context, act: Callable[[], object]) -> int:
    """Do what was asked for, and return the exit code; refusals and faults are words on stderr."""
    try:
        act()
    except CommandError as refusal:
        return _refused(context, *refusal.problems)
    except Fault as fault:
        return _refused(context, fault.text)
    except TimeoutError:
        return _refused(
            context, Text.of("The running node did not answer in time. Look again with: status")
        )
    return 0


def _refused(context: Context, *problems: Text | Invalid) -> int:
    for line in context.lines(problems):
        print(line, file=sys.stderr)  # noqa: T201 (as above)
    return REFUSED
