"""`GET /v1/log/consistency`: the proof that one checkpoint's tree is the beginning of another's.

It needs no signature: whoever asks holds two checkpoints that are signed, and the proof fits only
those. A node asks for a signed one: if that does not fit, it is the hub that said so.
"""

from typing import Annotated

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from hub.ingest.answers import Answers
from hub.ingest.problems import not_found
from hub.log.publiclog import PublicLog
from shared.wire.consistency import Consistency

Size = Annotated[int, QueryParameter(ge=0, le=2**53 - 1)]
Signed = Annotated[bool, QueryParameter()]


@get("/v1/log/consistency")
async def consistency(
    first: Size,
    second: Size,
    log: NamedDependency[PublicLog],
    answers: NamedDependency[Answers],
    signed: Signed = False,  # noqa: FBT002 (a query has no positions)
) -> Response[bytes]:
    """Give the hashes of the proof, the lowest first, in hexadecimal."""
    if refused := answers.too_many():
        return refused
    proof = await log.consistency(first, second)
    if proof is None:
        return answers.give(not_found())
    hashes = tuple(one.hex() for one in proof)
    if not signed:
        return answers.plain(msgspec.json.encode(hashes))
    return answers.give(Consistency(origin=log.origin, first=first, second=second, hashes=hashes))


HANDLERS = [consistency]
