"""What the commands on the network share: questions, places by name, the network as it is."""

import sys

from node.counter import Context
from node.desk import Desk
from node.groups import fields
from node.network import store
from node.network.model import NetworkRecord
from shared.reference.lookup import Reference
from shared.text import Text
from shared.wire.words import MunicipalityCode

NO_NETWORK = Text.of("No network was set up here yet: run “init” first.")


def ask(context: Context, question: Text) -> str:
    """Return what the person at the terminal answers; nothing without a terminal."""
    if not sys.stdin.isatty():
        return ""
    return input(f"{context.words(question)} ").strip()


async def current(context: Context, desk: Desk) -> NetworkRecord:
    """Return the network, or end the command where none was set up."""
    found = await desk.read(store.record)
    if found is None:
        context.refuse(NO_NETWORK)
    return found


def places(
    context: Context, reference: Reference, names: tuple[str, ...]
) -> tuple[MunicipalityCode, ...]:
    """Return the municipalities of these names, or end the command with a suggestion."""
    if not any(name.strip() for name in names):
        context.refuse(Text.of("Name at least one municipality or area."))
    read = fields.municipalities(",".join(names), reference)
    if isinstance(read, Text):
        context.refuse(read)
    return read
