"""Signed notes and checkpoints: the examples of the specifications, and everything that is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import merkle, note
from shared.note import Checkpoint, Disbelieved
from shared.signing import SigningKey

# c2sp.org/signed-note, "Example": a note and the key it verifies with.
EXAMPLE_NAME = "example.com/foo"
EXAMPLE_VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE_KEY = "e932791ae6e7a840a46164c904786426d5e7821dd8b29a00d61cae72afdd4da4"
EXAMPLE = (
    "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONnc"
    "AlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
# c2sp.org/tlog-checkpoint: its example.
BEHIND_THE_SOFA = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q"
    "1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)
KEY = SigningKey.from_bytes(b"k" * 32)
OTHER = SigningKey.from_bytes(b"o" * 32)
ORIGIN = "hub.example/0123456789abcdef"
TREE = Checkpoint(origin=ORIGIN, size=7, root=merkle.leaf_hash(b"seven"))
SIGNED = note.signed(TREE, KEY)


def test_the_specifications_example_verifies_with_its_key() -> None:
    assert note.verifier_key(EXAMPLE_NAME, EXAMPLE_KEY) == EXAMPLE_VKEY
    text = note.opened(EXAMPLE, EXAMPLE_NAME, [EXAMPLE_KEY])
    assert text == "This is an example message.\n"


def test_the_specifications_checkpoint_is_read() -> None:
    found = note.unverified(BEHIND_THE_SOFA)
    assert found is not None
    assert (found.origin, found.size) == ("example.com/behind-the-sofa", 20_852_163)
    assert found.text() == BEHIND_THE_SOFA.partition("\n\n")[0] + "\n"


def test_a_checkpoint_is_believed_with_the_key_that_signed_it() -> None:
    assert note.checkpoint(SIGNED, [OTHER.public, KEY.public]) == TREE
    assert SIGNED.startswith(f"{ORIGIN}\n7\n")


def test_a_signature_by_another_key_is_passed_over() -> None:
    assert note.checkpoint(SIGNED, [OTHER.public]) == Disbelieved("unknown_key")
    assert note.checkpoint(SIGNED, []) == Disbelieved("unknown_key")


def test_a_cosignature_beside_the_logs_own_is_passed_over() -> None:
    theirs = note.sign(TREE.text(), "witness.example/1", OTHER).rpartition("\n\n")[2]
    assert note.checkpoint(SIGNED + theirs, [KEY.public]) == TREE
    assert note.checkpoint(theirs.join(SIGNED.split("\n\n")), [KEY.public]) != TREE


def test_one_wrong_signature_of_a_known_key_spoils_the_note() -> None:
    wrong = note.sign("something else\n", ORIGIN, KEY).rpartition("\n\n")[2]
    assert note.checkpoint(SIGNED + wrong, [KEY.public]) == Disbelieved("bad_signature")


def test_a_key_signs_under_its_own_name_alone() -> None:
    lent = note.sign(TREE.text(), "elsewhere.example/1", KEY)
    assert note.checkpoint(lent, [KEY.public]) == Disbelieved("unknown_key")


@pytest.mark.parametrize(
    "damaged",
    [
        "",
        "\n",
        TREE.text(),
        SIGNED[:-1],
        SIGNED + "\n",
        SIGNED.replace("\n\n", "\n"),
        SIGNED.replace("— ", "- "),
        SIGNED.replace("\n", "\r\n"),
        SIGNED.replace("7", "\x007"),
        SIGNED + "— nothing\n",
        SIGNED + "— a+b AAAAAAAA\n",
        SIGNED + "— name AAAA\n",
        SIGNED + "— name AAAAAAA\n",
        SIGNED + "— name AAAAAB==\n",
        SIGNED + "— name AA AA\n",
        SIGNED + "— name AAAAAAAA\n" * note.SIGNATURES_MAX,
        "x" * note.NOTE_LIMIT_CHARS + SIGNED,
    ],
)
def test_what_is_no_note_is_malformed(damaged: str) -> None:
    assert note.checkpoint(damaged, [KEY.public]) == Disbelieved("malformed")
    assert note.opened(damaged, ORIGIN, [KEY.public]) == Disbelieved("malformed")
    assert note.unverified(damaged) is None


def test_sixteen_signatures_are_accepted() -> None:
    more = "".join(
        note.sign(TREE.text(), f"witness.example/{at}", OTHER).rpartition("\n\n")[2]
        for at in range(15)
    )
    assert note.checkpoint(SIGNED + more, [KEY.public]) == TREE


ROOT = TREE.text().split("\n")[2]


@pytest.mark.parametrize(
    "text",
    [
        f"{ORIGIN}\n7\n",
        f"{ORIGIN}\n07\n{ROOT}\n",
        f"{ORIGIN}\n-7\n{ROOT}\n",
        f"{ORIGIN}\n+7\n{ROOT}\n",
        f"{ORIGIN}\n7 \n{ROOT}\n",
        f"{ORIGIN}\n\u0667\n{ROOT}\n",
        f"{ORIGIN}\n{10**16}\n{ROOT}\n",
        f"{ORIGIN}\n7\n{ROOT[:-4]}\n",
        f"{ORIGIN}\n7\n{ROOT}AAAA\n",
        f"{ORIGIN}\n7\n{ROOT.replace('=', '')}\n",
        f"\n7\n{ROOT}\n",
        f"{'x' * 201}\n7\n{ROOT}\n",
        f"{ORIGIN}\n7\n{ROOT}\n\nmore\n",
    ],
)
def test_a_signed_text_that_is_no_checkpoint_is_none(text: str) -> None:
    signed = note.sign(text, ORIGIN, KEY)
    assert note.checkpoint(signed, [KEY.public]) == Disbelieved("not_a_checkpoint")


def test_further_lines_of_a_checkpoint_are_passed_over_and_signed_along() -> None:
    longer = note.sign(f"{TREE.text()}more\n", ORIGIN, KEY)
    assert note.checkpoint(longer, [KEY.public]) == TREE
    changed = longer.replace("more", "less")
    assert note.checkpoint(changed, [KEY.public]) == Disbelieved("bad_signature")


@given(st.integers(0, len(SIGNED) - 1), st.characters(codec="utf-8"))
def test_fault_33_no_change_of_a_checkpoint_is_believed(at: int, letter: str) -> None:
    changed = SIGNED[:at] + letter + SIGNED[at + 1 :]
    found = note.checkpoint(changed, [KEY.public])
    assert changed == SIGNED or isinstance(found, Disbelieved)


@pytest.mark.parametrize(
    ("text", "name"), [("x", "n"), ("a\tb\n", "n"), ("a\n", "a b"), ("a\n", "")]
)
def test_only_a_note_is_signed(text: str, name: str) -> None:
    with pytest.raises(ValueError, match="not a note"):
        note.sign(text, name, KEY)
