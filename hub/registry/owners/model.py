"""Who reports the counts of people of a municipality in a quarter: one network, or nobody yet.

Pure. The newest word of the operator (`Owns`) that reaches the quarter decides; without one, the
only network that answers for the municipality on the quarter's last day. Where several do and
nobody was named, it is nobody: so no two reports ever describe the same people (DISCLOSURE.md). A
network answers for nothing before its first key was confirmed: an invitation changes no owner.
"""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from hub.registry.acts import Act, CalledOff, Ended, Granted, HandedOver, Keyed, Owns
from hub.registry.handover import mandate as mandates
from hub.registry.handover.mandate import Mandate
from hub.statistics.quarters import ONE_DAY, first_day, last_day
from shared.reference.lookup import Reference
from shared.wire.words import MunicipalityCode, NodeId, Quarter


class Stand(Struct, frozen=True):
    """A network's mandate as it stood from the end of a Helsinki day on."""

    day: date
    mandate: Mandate


class Ownership(Struct, frozen=True, kw_only=True):
    """What all acts up to an entry say: every network's mandates by day, and the named owners.

    `keyed` is the day of each network's first confirmed key, from which on its mandates count.
    `newest` is the newest day of an act: one whose clock ran backwards belongs to that day.
    """

    newest: date = date.min
    keyed: dict[NodeId, date] = {}
    stands: dict[NodeId, tuple[Stand, ...]] = {}
    named: tuple[Owns, ...] = ()


class Owners(Struct, frozen=True, kw_only=True):
    """The owners of one quarter: by municipality, in the codes of its last day.

    `unsettled`: the networks that answer for a municipality for which none of them was named.
    `named`: the municipalities whose owner is the operator's word, not the only network there.
    """

    quarter: Quarter
    of: dict[MunicipalityCode, NodeId]
    unsettled: dict[MunicipalityCode, tuple[NodeId, ...]]
    named: frozenset[MunicipalityCode] = frozenset()

    def owned(self, node: NodeId) -> tuple[MunicipalityCode, ...]:
        """Return the municipalities whose counts the network reports, sorted."""
        return tuple(sorted(code for code, owner in self.of.items() if owner == node))

    def networks(self) -> frozenset[NodeId]:
        """Return the networks that report anything."""
        return frozenset(self.of.values())


def after(before: Ownership, acts: Iterable[tuple[date, Act]]) -> Ownership:
    """Return the ownership after acts, each with the Helsinki day it was written on."""
    newest, stands, named = before.newest, dict(before.stands), list(before.named)
    keyed = dict(before.keyed)
    for day, act in acts:
        newest = max(newest, day)
        if isinstance(act, Owns):
            named.append(act)
        elif isinstance(act, Keyed):
            keyed.setdefault(act.node, newest)
        elif isinstance(act, Granted | HandedOver | CalledOff | Ended):
            for node in mandates.parties(act):
                past = stands.get(node, ())
                last = past[-1].mandate if past else Mandate()
                new = Stand(newest, mandates.after(last, node, act, day))
                kept = past[:-1] if past and past[-1].day == newest else past
                stands[node] = (*kept, new)
    return Ownership(newest=newest, keyed=keyed, stands=stands, named=tuple(named))


def holders(
    ownership: Ownership, quarter: Quarter, reference: Reference
) -> dict[MunicipalityCode, tuple[NodeId, ...]]:
    """Return the networks that could be named: who answers on any day of the quarter."""
    found: dict[MunicipalityCode, list[NodeId]] = {}
    for node in sorted(ownership.stands):
        for code in _within(ownership, node, quarter, reference):
            found.setdefault(code, []).append(node)
    return {code: tuple(nodes) for code, nodes in found.items()}


def owners(ownership: Ownership, quarter: Quarter, reference: Reference) -> Owners:
    """Return who reports which municipality's counts in a quarter.

    A named network counts only in a quarter on a day of which it answers for the municipality.
    """
    last = last_day(quarter)
    holding = _holding(ownership, last, reference)
    of = {code: nodes[0] for code, nodes in holding.items() if len(nodes) == 1}
    named = set()
    for code, node in _named(ownership, quarter, reference).items():
        if node in holding.get(code, ()) or code in _within(ownership, node, quarter, reference):
            of[code] = node
            named.add(code)
    unsettled = {code: tuple(nodes) for code, nodes in holding.items() if code not in of}
    return Owners(quarter=quarter, of=of, unsettled=unsettled, named=frozenset(named))


def _holding(
    ownership: Ownership, day: date, reference: Reference
) -> dict[MunicipalityCode, list[NodeId]]:
    """Return who answered for each municipality on a day, sorted."""
    found: dict[MunicipalityCode, list[NodeId]] = {}
    for node in sorted(ownership.stands):
        for code in _held(ownership, node, day, reference, day):
            found.setdefault(code, []).append(node)
    return found


def _within(
    ownership: Ownership, node: NodeId, quarter: Quarter, reference: Reference
) -> frozenset[MunicipalityCode]:
    """Return what a network answered for on any day of a quarter, in the codes of its last day."""
    first, last = first_day(quarter), last_day(quarter)
    stands = ownership.stands.get(node, ())
    days = {first, last, *(stand.day for stand in stands)}
    days.update(day for day in [ownership.keyed.get(node)] if day)
    days.update(turn - ONE_DAY for stand in stands for turn in mandates.turns(stand.mandate))
    held = (_held(ownership, node, day, reference, last) for day in days if first <= day <= last)
    return frozenset().union(*held)


def _held(
    ownership: Ownership, node: NodeId, day: date, reference: Reference, codes_of: date
) -> frozenset[MunicipalityCode]:
    """Return what a network answered for on a day, as was known at its end."""
    if ownership.keyed.get(node, date.max) > day:
        return frozenset()
    known = [stand for stand in ownership.stands.get(node, ()) if stand.day <= day]
    return _spoken(known[-1].mandate, day, reference, codes_of) if known else frozenset()


def _spoken(
    mandate: Mandate, day: date, reference: Reference, codes_of: date
) -> frozenset[MunicipalityCode]:
    spoken = mandates.speaks(mandate, reference, day).municipalities
    found = (reference.current_code(code, codes_of) for code in spoken)
    return frozenset(code for code in found if code)


def _named(
    ownership: Ownership, quarter: Quarter, reference: Reference
) -> dict[MunicipalityCode, NodeId]:
    """Return the networks named, the newest word on a municipality last."""
    last = last_day(quarter)
    found: dict[MunicipalityCode, NodeId] = {}
    for act in ownership.named:
        if act.quarter <= quarter:
            for code in act.municipalities:
                found[reference.current_code(code, last) or code] = act.node
    return found
