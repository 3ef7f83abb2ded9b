"""The forms of networks as fields: what is asked, in which words; pure."""

from collections.abc import Iterable

from hub.registry.model import Network
from shared.runtime.web.form import Choice, Field
from shared.text import Text

_PLACES = Text.of("Names or codes, separated by commas.")
GRANT = (
    Field(
        name="municipalities",
        label=Text.of("Municipalities it answers for"),
        kind="text",
        help=_PLACES,
        longest=6_000,
    ),
    Field(
        name="area",
        label=Text.of("Whole areas it answers for"),
        help=Text.of("Names or two digits, such as 11, separated by commas."),
        longest=400,
    ),
    Field(
        name="reach",
        label=Text.of("Areas its groups count in"),
        help=Text.of("Empty: the areas of its municipalities. The word all: the whole country."),
        longest=400,
    ),
    Field(
        name="none",
        label=Text.of("It answers for no municipality"),
        kind="yes",
        help=Text.of("Its groups are listed, but it never says that there is none. Give a reach."),
    ),
)
INVITE = (
    Field(
        name="node",
        label=Text.of("Short name"),
        help=Text.of("Small letters, digits and hyphens, such as pohjois-savo. It never changes."),
        required=True,
        longest=40,
    ),
    Field(name="name_fi", label=Text.of("Name in Finnish"), required=True, longest=120),
    Field(
        name="name_sv",
        label=Text.of("Name in Swedish"),
        help=Text.of("Empty: the Finnish name."),
        longest=120,
    ),
    *GRANT,
)
CONFIRM = (
    Field(
        name="code",
        label=Text.of("The code that was read out"),
        help=Text.of("Capitals, spaces and dashes do not count."),
        required=True,
        longest=80,
    ),
)
TO = Text.of("The network that answers from that day on")
HANDOVER = (
    Field(
        name="places",
        label=Text.of("Municipalities"),
        kind="text",
        help=_PLACES,
        required=True,
        longest=6_000,
    ),
    Field(
        name="day",
        label=Text.of("The first day"),
        kind="day",
        help=Text.of("A day to come, such as 1.1.2027."),
        required=True,
        longest=10,
    ),
)
"""Before them stands the choice of the network."""

END = (
    Field(
        name="day",
        label=Text.of("The first day without it"),
        kind="day",
        help=Text.of("A day to come, such as 1.1.2027."),
        required=True,
        longest=10,
    ),
)


def chosen(name: str, label: Text, networks: Iterable[Network]) -> Field:
    """Return the field that chooses one of the networks."""
    known = tuple(
        Choice(one.node, Text("{name} ({node})", {"name": one.name.fi, "node": one.node}))
        for one in networks
    )
    nothing = Choice("", Text.of("Choose"))
    return Field(name=name, label=label, kind="select", choices=(nothing, *known), required=True)
