"""The tree of the public log: RFC 6962's known vectors, another implementation, forged proofs."""

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import (  # type: ignore[import-untyped]
    InmemoryTree,
    verify_consistency,
    verify_inclusion,
)

from shared import merkle
from shared.merkle import EMPTY_ROOT, Frontier, Hash

# The vectors that every implementation of Certificate Transparency carries: eight entries.
ENTRIES = [
    bytes.fromhex(entry)
    for entry in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
A = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
B = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
C = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
D = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
E = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
F = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
INCLUSIONS = [
    (0, 1, []),
    (0, 8, [A, B, C]),
    (5, 8, [D, E, ROOTS[4]]),
    (2, 3, [ROOTS[2]]),
    (1, 5, [ROOTS[1], B, D]),
]
CONSISTENCIES = [
    (1, 1, []),
    (1, 8, [A, B, C]),
    (2, 8, [B, C]),
    (6, 8, [F, E, ROOTS[4]]),
    (2, 5, [B, D]),
]
MOST = 130
LEAVES = [merkle.leaf_hash(b"%d" % number) for number in range(MOST)]
VECTOR = [merkle.leaf_hash(entry) for entry in ENTRIES]


class Leaves:
    """Complete subtrees of given leaves, computed from the definition."""

    def __init__(self, leaves: Sequence[Hash]) -> None:
        self.leaves = leaves

    def __call__(self, level: int, number: int) -> Hash:
        """Return the hash of 2^level leaves."""
        part = self.leaves[number << level : (number + 1) << level]
        assert len(part) == 1 << level
        return defined(part)


def defined(leaves: Sequence[Hash]) -> Hash:
    """Return the root as RFC 6962, section 2.1, defines it."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    left = 1
    while left * 2 < len(leaves):
        left *= 2
    return hashlib.sha256(b"\x01" + defined(leaves[:left]) + defined(leaves[left:])).digest()


def subproof(first: int, leaves: Sequence[Hash], *, whole: bool = True) -> list[Hash]:
    """Return the consistency proof as RFC 6962, section 2.1.2, defines it."""
    if first == len(leaves):
        return [] if whole else [defined(leaves)]
    left = 1
    while left * 2 < len(leaves):
        left *= 2
    if first <= left:
        return [*subproof(first, leaves[:left], whole=whole), defined(leaves[left:])]
    return [*subproof(first - left, leaves[left:], whole=False), defined(leaves[:left])]


def other(leaves: int) -> InmemoryTree:
    """Return the same tree as the independent implementation holds it."""
    tree = InmemoryTree(algorithm="sha256")
    for number in range(leaves):
        tree.append_entry(b"%d" % number)
    return tree


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_the_known_vectors(size: int) -> None:
    assert merkle.root(VECTOR[:size]).hex() == ROOTS[size]
    assert Frontier.of(size, Leaves(VECTOR)).root().hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size", "proof"), INCLUSIONS)
def test_inclusion_proofs_are_those_of_the_known_vectors(
    index: int, size: int, proof: list[str]
) -> None:
    made = merkle.inclusion(index, size, Leaves(VECTOR))
    assert [one.hex() for one in made] == proof
    assert merkle.included(index, size, VECTOR[index], made, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("first", "second", "proof"), CONSISTENCIES)
def test_consistency_proofs_are_those_of_the_known_vectors(
    first: int, second: int, proof: list[str]
) -> None:
    made = merkle.consistency(first, second, Leaves(VECTOR))
    roots = (bytes.fromhex(ROOTS[first]), bytes.fromhex(ROOTS[second]))
    assert [one.hex() for one in made] == proof
    assert merkle.consistent(first, second, *roots, made)


def test_every_tree_up_to_130_leaves_is_the_one_another_implementation_builds() -> None:
    tree, frontier = other(MOST), Frontier()
    for size in range(1, MOST + 1):
        frontier = frontier.pushed([LEAVES[size - 1]])
        assert frontier == Frontier.of(size, Leaves(LEAVES))
        assert frontier.root() == tree.get_root(size) == defined(LEAVES[:size])


@given(
    st.integers(1, MOST).flatmap(lambda size: st.tuples(st.integers(0, size - 1), st.just(size)))
)
def test_inclusion_proofs_are_those_of_another_implementation(place: tuple[int, int]) -> None:
    index, size = place
    proof = merkle.inclusion(index, size, Leaves(LEAVES))
    theirs = other(size).prove_inclusion(index + 1, size)
    assert [LEAVES[index], *proof] == theirs.path
    verify_inclusion(LEAVES[index], merkle.root(LEAVES[:size]), theirs, index + 1, size)
    assert merkle.included(index, size, LEAVES[index], proof, defined(LEAVES[:size]))


@given(st.integers(1, MOST).flatmap(lambda size: st.tuples(st.integers(1, size), st.just(size))))
def test_consistency_proofs_are_those_of_the_standard_and_hold_elsewhere(
    sizes: tuple[int, int],
) -> None:
    first, second = sizes
    proof = merkle.consistency(first, second, Leaves(LEAVES))
    roots = (merkle.root(LEAVES[:first]), merkle.root(LEAVES[:second]))
    assert list(proof) == subproof(first, LEAVES[:second])
    assert merkle.consistent(first, second, *roots, proof)
    verify_consistency(*roots, other(second).prove_consistency(first, second), first, second)


def damaged(proof: Sequence[Hash]) -> list[list[Hash]]:
    """Return the proof with every kind of damage: flipped, shortened, extended, swapped, cut."""
    found = [[*proof, LEAVES[0]], [LEAVES[0], *proof]]
    for at, one in enumerate(proof):
        found.append([*proof[:at], bytes([one[0] ^ 1]) + one[1:], *proof[at + 1 :]])
        found.append([*proof[:at], one[:-1], *proof[at + 1 :]])
        found.append([*proof[:at], *proof[at + 1 :]])
        found.append([*proof[: at + 1], *proof[at:]])
        swapped = list(proof)
        swapped[at], swapped[at - 1] = swapped[at - 1], swapped[at]
        found.append(swapped)
    return [one for one in found if one != list(proof)]


@given(st.integers(1, 70).flatmap(lambda size: st.tuples(st.integers(0, size - 1), st.just(size))))
def test_forged_inclusion_proofs_are_refused(place: tuple[int, int]) -> None:
    index, size = place
    proof = merkle.inclusion(index, size, Leaves(LEAVES))
    root, leaf = merkle.root(LEAVES[:size]), LEAVES[index]
    for bad in damaged(proof):
        assert not merkle.included(index, size, leaf, bad, root)
    assert not merkle.included(index, size, merkle.leaf_hash(b"x"), proof, root)
    assert not merkle.included(index, size, leaf, proof, EMPTY_ROOT)
    assert not merkle.included(size, size, leaf, proof, root)
    assert not merkle.included(-1, size, leaf, proof, root)
    for elsewhere in set(range(size)) - {index}:
        assert not merkle.included(elsewhere, size, leaf, proof, root)


@given(st.integers(2, 70).flatmap(lambda size: st.tuples(st.integers(1, size - 1), st.just(size))))
def test_fault_33_forged_consistency_proofs_are_refused(sizes: tuple[int, int]) -> None:
    first, second = sizes
    proof = merkle.consistency(first, second, Leaves(LEAVES))
    old, new = merkle.root(LEAVES[:first]), merkle.root(LEAVES[:second])
    for bad in damaged(proof):
        assert not merkle.consistent(first, second, old, new, bad)
    assert not merkle.consistent(first, second, new, old, proof)
    assert not merkle.consistent(first, second, old, LEAVES[0][:-1] + b"x", proof)
    assert not merkle.consistent(first, second, merkle.leaf_hash(b"x"), new, proof)
    assert not merkle.consistent(second, first, new, old, proof)
    assert not merkle.consistent(first, second, old, new, ())


@given(st.integers(2, 70), st.integers(0, 69), st.integers(0, 69))
def test_fault_33_a_changed_leaf_fits_no_earlier_root(size: int, changed: int, honest: int) -> None:
    changed, honest = changed % (size - 1), honest % size
    first = max(honest, changed + 1)
    forged = list(LEAVES[:size])
    forged[changed] = merkle.leaf_hash(b"forged")
    old, new = merkle.root(LEAVES[:first]), merkle.root(forged)
    assert not merkle.consistent(
        first, size, old, new, merkle.consistency(first, size, Leaves(forged))
    )


def test_the_empty_tree_is_the_beginning_of_every_tree() -> None:
    new = merkle.root(LEAVES[:5])
    assert merkle.consistency(0, 5, Leaves(LEAVES)) == ()
    assert merkle.consistent(0, 5, EMPTY_ROOT, new, ())
    assert merkle.consistent(0, 0, EMPTY_ROOT, EMPTY_ROOT, ())
    assert not merkle.consistent(0, 0, new, new, ())
    assert not merkle.consistent(0, 5, new, new, ())
    assert not merkle.consistent(0, 5, EMPTY_ROOT, new, (LEAVES[0],))


def test_the_same_size_needs_the_same_root_and_no_proof() -> None:
    root, another = merkle.root(LEAVES[:5]), merkle.root(LEAVES[1:6])
    assert merkle.consistent(5, 5, root, root, ())
    assert not merkle.consistent(5, 5, root, another, ())
    assert not merkle.consistent(5, 5, root, root, (LEAVES[0],))


def test_a_million_leaves_need_seven_hashes() -> None:
    """The subtrees of a tree whose leaves are all alike are known without its leaves."""
    alike = [LEAVES[0]]
    for _ in range(20):
        alike.append(merkle.node_hash(alike[-1], alike[-1]))
    frontier = Frontier.of(1_000_000, lambda level, _number: alike[level])
    assert len(frontier.peaks) == (1_000_000).bit_count() == 7
    grown = frontier.pushed([LEAVES[0]] * 100)
    assert grown == Frontier.of(1_000_100, lambda level, _number: alike[level])


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (-1, 3)])
def test_there_is_no_proof_of_a_leaf_outside_the_tree(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no such leaf"):
        merkle.inclusion(index, size, Leaves(LEAVES))


@pytest.mark.parametrize(("first", "second"), [(5, 4), (-1, 4)])
def test_there_is_no_proof_of_a_tree_that_shrank(first: int, second: int) -> None:
    with pytest.raises(ValueError, match="not the smaller one"):
        merkle.consistency(first, second, Leaves(LEAVES))
