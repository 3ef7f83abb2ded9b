"""`voikukkia-hub node takeover`: the operator's signed word that a network may have a new lead.

It changes no published fact; the log of acts has a line of it. The node writes it down, too, and
tells all its leads for thirty days.
"""

import base64
import re
from typing import Annotated

from cyclopts import App, Parameter

from hub.counter import Context
from hub.registry.takeover import decide
from shared.signing import encode_envelope, sign
from shared.text import Text
from shared.wire.takeover import Takeover

PREFIX = "voikukkia-takeover-"
LETTERS = 32
_NOT_IN_CODES = re.compile(r"[^A-Z2-7]")
_ALIKE = str.maketrans({"0": "O", "1": "I", "8": "B"})


def register(root: App, context: Context) -> None:
    """Add the commands to the command line."""
    node = App(name="node", help="Help a network whose only lead is gone.")
    node.command(TakeoverCommands(context).takeover)
    root.command(node)


class TakeoverCommands:
    """The commands on takeovers."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def takeover(
        self,
        network: str,
        *code: Annotated[str, Parameter(help="the request code as it was read out")],
    ) -> None:
        """Sign a request code, so that whoever read it out becomes a lead of the network.

        First make sure who asks: call back on a number that you knew before, and have the
        organisation behind the network say that it wants this. Then send the line that is printed.

        Example: voikukkia-hub node takeover pohjois-savo ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ23-4567
        """
        context = self._context
        request = _NOT_IN_CODES.sub("", "".join(code).upper().translate(_ALIKE))
        if len(request) != LETTERS:
            context.refuse(
                Text.of("A request code has eight groups of four letters. Have it read out again.")
            )
        async with context.desk() as desk:
            now = desk.now()
            decision = await desk.decide(lambda db: decide.take_over(db, network, now))
            if isinstance(decision, Text):
                context.refuse(decision)
            said = Takeover(node=network, request=request, decided_at=now)
            packed = base64.urlsafe_b64encode(encode_envelope(sign(said, desk.key))).decode()
        context.remark(
            Text.of(
                "Send this line to the person who asked. It works once, at that node alone, until "
                "the code is 24 hours old."
            )
        )
        context.show(PREFIX + packed.rstrip("="))
