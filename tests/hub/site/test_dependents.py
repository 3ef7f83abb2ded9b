"""One changed municipality: every page that tells of it is rendered again, and no other one.

The oracle of nearest and a list of the kinds of page say which pages those are.
"""

from collections.abc import Callable, Iterator
from datetime import date

from msgspec.structs import replace

from hub.availability.snapshot import Snapshot
from hub.site import addresses, feeds
from hub.site.facts import LANGUAGES
from hub.site.model import Page
from hub.site.plan import plan
from shared.wire.availability import Groups
from shared.wire.opendata import PublicOffer
from tests.browser.whole import networks_speaking, whole
from tests.hub.site.oracle import (
    MUNICIPALITIES,
    Filters,
    PlainOffer,
    arranged,
    majority,
    shown,
    standing,
)
from tests.hub.site.scene import NOW, REFERENCE, snapshot

TODAY = date(2026, 11, 21)
ILMAJOKI = "145"


def with_its_group_full() -> Snapshot:
    """Return the whole country after the one group that serves only Ilmajoki became full."""
    speaking = networks_speaking()
    known = next(k for k in speaking.values() if ILMAJOKI in k.mandate.municipalities)
    assert known.effective is not None
    report = known.effective.report
    offers = tuple(
        replace(offer, groups=Groups(open=0, coming=0, full=1))
        if offer.serves == (ILMAJOKI,)
        else offer
        for offer in report.offers
    )
    assert offers != report.offers
    word = replace(known.effective, report=replace(report, offers=offers))
    return snapshot({**speaking, known.node: replace(known, effective=word)})


def pages(of: Snapshot) -> dict[str, Page]:
    """Return the pages by address."""
    return {page.address: page for page in plan(of, REFERENCE, TODAY)}


def naming(of: Snapshot) -> set[str]:
    """Return the municipalities whose pages name Ilmajoki's own group, by the oracle."""
    offers = [_plain(public) for public in of.availability.offers]
    own = {offer["id"] for offer in offers if offer["serves"] == [ILMAJOKI]}
    assert own
    left = {
        language: standing(offers, language, int(NOW.timestamp()), "2026-11", Filters())
        for language in ("fi", "sv")
    }
    return {
        home
        for home in MUNICIPALITIES
        for line in shown(arranged(left[majority(home)], home).found)
        if own & set(line.ids)
    }


def _plain(public: PublicOffer) -> PlainOffer:
    offer = public.offer
    return PlainOffer(
        id=public.id,
        place=offer.place,
        area=offer.area,
        serves=list(offer.serves),
        catchment=offer.catchment,
        audience=offer.audience,
        languages=list(offer.languages),
        format=offer.format,
        time=offer.time_of_day,
        start=offer.start.kind,
        month=offer.start.month,
        open=offer.groups.open,
        coming=offer.groups.coming,
        full=offer.groups.full,
        until=int(public.believed_until.timestamp()),
        network=0,
        named=int(offer.named),
    )


def telling(near: set[str]) -> Iterator[str]:
    """Yield the addresses that tell of Ilmajoki: its own, its area's, the lists', its neighbours'.

    The national report does, too. A notice does not: it says nothing that soon stops being true.
    """
    here = REFERENCE.municipality(ILMAJOKI)
    assert here is not None
    area = REFERENCE.area_of(here)
    for language in LANGUAGES:
        of_area = addresses.area(language, area)
        yield from (addresses.start(language), addresses.municipalities(language), of_area)
        yield addresses.leaflet(language, of_area)
        yield addresses.report(language)
        for code in {ILMAJOKI, *near}:
            place = REFERENCE.municipality(code)
            assert place is not None
            yield addresses.municipality(language, place)
        if language in feeds.LANGUAGES:
            for place_address in (of_area, addresses.municipality(language, here)):
                yield addresses.calendar(place_address)
                yield addresses.feed(place_address)


def test_one_changed_municipality_renders_only_what_tells_of_it(
    record_property: Callable[[str, object], None],
) -> None:
    before, after = whole(), with_its_group_full()
    old, new = pages(before), pages(after)
    again = {address for address, page in new.items() if old.get(address) != page}
    assert old.keys() == new.keys()
    assert again == set(telling(naming(before) | naming(after)))
    record_property("pages rendered again, one municipality changed", f"{len(again)} of {len(new)}")
