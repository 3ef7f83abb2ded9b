"""`GET /v1/material`, signed, and `GET /v1/material/{digest}`: a document in pieces, by digest."""

from typing import Annotated

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import PathParameter, QueryParameter

from hub.ingest.answers import Answers
from hub.notices.material.bank import MaterialBank
from shared.wire.material import FILE_LIMIT_BYTES
from shared.wire.problem import Problem

FOR_EVER = {
    "cache-control": "public, max-age=31536000, immutable",
    "content-disposition": "attachment",
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
}
"""Bytes under their digest never change; a browser that is led here keeps them and runs nothing."""

Named = Annotated[str, PathParameter(pattern=r"^[0-9a-f]{64}$(?!\n)")]
Start = Annotated[int, QueryParameter(name="from", ge=0, le=FILE_LIMIT_BYTES)]


@get("/v1/material")
async def material(
    bank: NamedDependency[MaterialBank], answers: NamedDependency[Answers]
) -> Response[bytes]:
    """Give the list of documents."""
    return answers.too_many() or answers.give(await bank.list())


@get("/v1/material/{digest:str}")
async def document(
    digest: Named,
    bank: NamedDependency[MaterialBank],
    answers: NamedDependency[Answers],
    start: Start = 0,
) -> Response[bytes]:
    """Give the next bytes of a document."""
    if (busy := answers.too_many()) is not None:
        return busy
    found = await bank.piece(digest, start)
    if isinstance(found, Problem):
        return answers.give(found)
    return Response(found, headers=FOR_EVER, media_type="application/octet-stream")


HANDLERS = [material, document]
