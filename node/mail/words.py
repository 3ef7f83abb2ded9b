"""The weekly mail in words: what kinds of things wait. No names, no numbers of people. Pure.

A sentence that carries a value is not written: a value could be anything.
"""

from collections.abc import Callable, Sequence

from shared.runtime.mail import Letter
from shared.text import Text

Say = Callable[[Text], str]
_OTHER = Text.of("Something else waits as well.")


def weekly(waits: Sequence[Text], address: str, say: Say) -> Letter:
    """Return the mail on what waits."""
    plain = (one if not one.values else _OTHER for one in waits)
    kinds = tuple({one.msgid: one for one in plain}.values())
    lines = [
        say(Text.of("Good morning.")),
        "",
        say(_opening(len(kinds))),
        "",
        *(f"- {_one_line(say(kind))}" for kind in kinds),
        "",
        *_closing(address, say),
    ]
    return Letter(subject=say(Text.of("This week's matters")), body="\n".join(lines) + "\n")


def test(address: str, say: Say) -> Letter:
    """Return the mail that only shows that mail arrives."""
    lines = [
        say(Text.of("This is a test: the weekly mail arrives here.")),
        "",
        *_closing(address, say),
    ]
    return Letter(subject=say(Text.of("Test of the weekly mail")), body="\n".join(lines) + "\n")


def _opening(kinds: int) -> Text:
    if kinds == 1:
        return Text.of("One thing waits on the Today page of your network's node:")
    return Text.of("{n} things wait on the Today page of your network's node:", n=kinds)


def _closing(address: str, say: Say) -> list[str]:
    return [
        *([say(Text.of("The page: {address}", address=address)), ""] if address else []),
        say(
            Text.of(
                "The node writes once a week, on Mondays, if something waits. Nothing personal is "
                "ever in its mail. Who gets it is set in the node's settings file."
            )
        ),
    ]


def _one_line(text: str) -> str:
    return " ".join(text.split())
