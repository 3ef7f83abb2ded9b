"""The organisers a row names: known ones by id or name, new ones made from their kind and name.

A municipality or a county is recognised by its name; anything else needs its kind in its column.
"""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from node.groups import fields
from node.importing.columns import usual_heading
from node.organisers import forms
from node.organisers.model import Organiser
from shared.reference.lookup import Reference
from shared.reference.model import Municipality
from shared.text import Invalid, Text
from shared.wire.words import MunicipalityCode, OrganiserKind

_TOWN = (" kaupunki", " kunta", " stad", " kommun")


class Named(Struct, frozen=True, kw_only=True):
    """The organisers of a row: ids for its form, and those that are to be stored with it."""

    ids: tuple[str, ...]
    new: tuple[Organiser, ...] = ()


class Roll:
    """The organisers known so far, found by id or by name."""

    def __init__(self, organisers: Iterable[Organiser]) -> None:
        self.by_id: dict[str, Organiser] = {}
        self._by_name: dict[str, list[Organiser]] = {}
        self.add(organisers)

    def add(self, organisers: Iterable[Organiser]) -> None:
        """Take in more of them."""
        for one in organisers:
            self.by_id[one.id] = one
            self._by_name.setdefault(one.name.casefold(), []).append(one)

    def called(self, name: str) -> list[Organiser]:
        """Return those whose name or id this is."""
        found = {one.id: one for one in self._by_name.get(name.casefold(), ())}
        if name in self.by_id:
            found[name] = self.by_id[name]
        return list(found.values())


def organisers_of(
    names: str,
    kinds: str,
    *,
    known: Roll,
    meets_in: MunicipalityCode | None,
    reference: Reference,
) -> Named | tuple[Invalid, ...]:
    """Return the organisers named in a cell, `kinds` being the cell of their kinds.

    One kind is said of all of them; several stand in the order of the names.
    """
    entries = _entries(names, reference)
    said = fields.parts(kinds)
    if len(said) > 1 and len(said) != len(entries):
        text = Text.of("Write one kind for all organisers, or one for each of them, in order.")
        return (Invalid("organiser_kind", text),)
    found: list[str] = []
    new: list[Organiser] = []
    for at, name in enumerate(entries):
        match = known.called(name) or [o for o in new if _same(o.name, name)]
        if len(match) > 1:
            ids = ", ".join(o.id for o in match)
            text = Text.of(
                "Several are called “{text}”: write the id, one of {ids}.", text=name, ids=ids
            )
            return (Invalid("organisers", text),)
        if not match:
            written = said[at] if len(said) > 1 else kinds
            taken = frozenset((*known.by_id, *(o.id for o in new)))
            made = _new(name, written, len(entries), taken, meets_in, reference)
            if not isinstance(made, Organiser):
                return made
            new.append(made)
            match = [made]
        found.append(match[0].id)
    return Named(ids=tuple(dict.fromkeys(found)), new=tuple(new))


def _entries(names: str, reference: Reference) -> tuple[str, ...]:
    """Split a cell into names; "Loviisa ja Porvoo" are two only if both are municipalities."""
    found: list[str] = []
    for part in fields.parts(names):
        pair = part.replace(" och ", " ja ").replace(" and ", " ja ").split(" ja ")
        both = all(_municipality(name.strip(), reference) for name in pair)
        found += [name.strip() for name in pair] if both else [part]
    return tuple(dict.fromkeys(found))


def _new(
    name: str,
    kind: str,
    beside: int,
    taken: frozenset[str],
    meets_in: MunicipalityCode | None,
    reference: Reference,
) -> Organiser | tuple[Invalid, ...]:
    """Make an organiser the node does not know yet, or say what is missing."""
    town, area = _municipality(name, reference), reference.find_area(name)
    read = fields.word(kind, forms.KINDS) if kind else _kind_of(town, name, reference)
    if read is None:
        text = Text.of(
            "“{name}” is not known here yet. Write its kind in a column “{heading}”: kunta,"
            " hyvinvointialue, kuntayhtymä, järjestö, seurakunta or yksityinen.",
            name=name,
            heading=usual_heading("organiser_kind"),
        )
        return (Invalid("organisers", text),)
    if isinstance(read, Text):
        return (Invalid("organiser_kind", read),)
    if read == "municipalities" and beside > 1 and town is not None:
        read = "municipality"
    here = reference.municipality(meets_in) if meets_in else None
    town = town or (here if beside == 1 else None)
    form = {"name": name, "kind": read}
    if read in {"municipality", "municipalities"} and town is not None:
        form["municipality"] = town.code
    if read in {"county", "joint_authority"} and (
        found := area.code if area else here and here.area
    ):
        form["area"] = found
    made = forms.read(form, reference=reference, taken=taken, today=date.max)  # no day is asked
    if isinstance(made, Organiser):
        return made
    return tuple(Invalid("organisers", wrong.text) for wrong in made)


def _kind_of(town: Municipality | None, name: str, reference: Reference) -> OrganiserKind | None:
    """Return the kind that a name tells by itself."""
    if town is not None:
        return "municipality"
    area = reference.find_area(name)
    return "county" if area is not None and area.kind == "wellbeing_county" else None


def _municipality(name: str, reference: Reference) -> Municipality | None:
    """Find "Porvoo", "Porvoon kaupunki" or "Borgå stad"."""
    folded = name.casefold()
    stem = next((name[: -len(end)] for end in _TOWN if folded.endswith(end)), None)
    if stem is None:
        return reference.find(name)
    return reference.find(stem) or reference.find(stem.removesuffix("n").removesuffix("s"))


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
