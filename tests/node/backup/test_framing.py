import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.backup import framing
from node.backup.framing import BackupError, SealedReader, SealedWriter
from shared.runtime import seal

KEY = seal.draw()


def sealed(*parts: bytes, key: bytes = KEY) -> bytes:
    """Return some bytes as a sealed file."""
    stream = io.BytesIO()
    writer = SealedWriter(stream, key)
    for part in parts:
        writer.write(part)
    writer.close()
    return stream.getvalue()


def opened(content: bytes, key: bytes = KEY) -> bytes:
    """Return what a sealed file holds."""
    return SealedReader(io.BytesIO(content), key, "x").read()


def frames(content: bytes) -> tuple[bytes, list[bytes]]:
    """Return the header and the frames of a sealed file."""
    head, rest, found = content[: framing.HEADER_BYTES], content[framing.HEADER_BYTES :], []
    while rest:
        end = 4 + int.from_bytes(rest[:4], "big")
        found.append(rest[:end])
        rest = rest[end:]
    return head, found


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(framing, "CHUNK_BYTES", 10)


@pytest.mark.parametrize("size", [0, 1, 9, 10, 11, 20, 21, 95])
def test_what_goes_in_comes_out(size: int) -> None:
    plain = bytes(range(size))

    assert opened(sealed(plain)) == plain


@given(st.lists(st.binary(max_size=40), max_size=6), st.lists(st.integers(1, 25), max_size=9))
def test_pieces_may_be_written_and_read_in_any_size(parts: list[bytes], sizes: list[int]) -> None:
    reader = SealedReader(io.BytesIO(sealed(*parts)), KEY, "x")

    found = b"".join([*(reader.read(size) for size in sizes), reader.read()])

    assert found == b"".join(parts)


@given(st.binary(min_size=1, max_size=60), st.data())
def test_no_flipped_bit_opens(plain: bytes, data: st.DataObject) -> None:
    content = bytearray(sealed(plain))
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= 1 << data.draw(st.integers(0, 7))

    with pytest.raises(BackupError):
        opened(bytes(content))


@given(st.binary(min_size=1, max_size=60), st.data())
def test_no_cut_file_opens(plain: bytes, data: st.DataObject) -> None:
    content = sealed(plain)

    with pytest.raises(BackupError):
        opened(content[: data.draw(st.integers(0, len(content) - 1))])


def test_a_file_cut_between_two_chunks_does_not_open() -> None:
    head, found = frames(sealed(bytes(35)))

    assert len(found) == 4
    with pytest.raises(BackupError):
        opened(head + b"".join(found[:-1]))


def test_chunks_that_changed_places_do_not_open() -> None:
    head, found = frames(sealed(bytes(35)))

    with pytest.raises(BackupError):
        opened(head + b"".join([found[1], found[0], *found[2:]]))


def test_chunks_of_two_files_do_not_mix() -> None:
    head, found = frames(sealed(bytes(35)))
    _, others = frames(sealed(bytes(35)))

    with pytest.raises(BackupError):
        opened(head + b"".join([found[0], others[1], *found[2:]]))


def test_nothing_may_stand_after_the_end() -> None:
    with pytest.raises(BackupError):
        opened(sealed(b"abc") + b"x")


def test_another_key_is_told_from_damage() -> None:
    with pytest.raises(BackupError, match="another recovery key"):
        opened(sealed(b"abc"), key=seal.draw())


def test_nothing_of_the_plain_text_stands_in_the_file() -> None:
    assert b"Zqohjaaja" not in sealed(b"Zqohjaaja" * 50)


def test_a_database_beyond_the_bound_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(framing, "CHUNKS", 3)

    with pytest.raises(BackupError, match="too large"):
        sealed(bytes(50))
