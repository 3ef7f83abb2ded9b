"""Reading what a hub has published, from its address or from a folder with a copy of the site."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

Read = Callable[[str], bytes]
USAGE = (
    "Give one thing, the site's address or a folder with a copy of it: "
    "python -m deploy.recompute https://ryhmat.example"
)
AGAIN = (
    "Copy the site again, whole, and use the version of the project that the hub runs; "
    "if it stays so, tell the operator."
)


class UnreadableError(Exception):
    """What was to be checked cannot be read; the text says what to do."""


def reader(source: str) -> Read:
    """Return what reads a published file, from an address or a folder."""
    if source.startswith(("http://", "https://")):
        return lambda path: fetched(source, path)
    if not Path(source).is_dir():
        raise UnreadableError(f"There is no folder {source}. {USAGE}")
    return lambda path: kept(Path(source), path)


def fetched(source: str, path: str) -> bytes:
    """Return a file of a site."""
    try:
        answer = httpx.get(f"{source.rstrip('/')}/{path}", timeout=30)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise UnreadableError(
            f"{source} cannot be reached ({error}). Check the address and the line, and try again."
        ) from error
    if answer.status_code != httpx.codes.OK:
        raise UnreadableError(
            f"{source} answers {answer.status_code} for {path}. "
            "Give the address under which the site stands, without a page's name."
        )
    return answer.content


def kept(folder: Path, path: str) -> bytes:
    """Return a file of a folder with a copy of the site."""
    try:
        return (folder / path).read_bytes()
    except OSError as error:
        raise UnreadableError(
            f"{folder} has no readable {path}. Give the folder that has the folders data and log."
        ) from error


def parsed(read: Read, path: str) -> Any:  # noqa: ANN401 (as the file has it)
    """Return what a JSON file says."""
    try:
        return json.loads(read(path))
    except ValueError as error:
        raise UnreadableError(f"{path} is not JSON ({error}). {AGAIN}") from error
