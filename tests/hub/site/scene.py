"""A country to look at: example networks that make every state, computed as the hub does."""

from datetime import UTC, date, datetime, timedelta

from msgspec.structs import replace

from hub.availability.compute import picture
from hub.availability.model import Known, Projection, Word
from hub.availability.snapshot import Snapshot
from hub.registry.handover.mandate import Mandate
from hub.site.facts import CrisisLine, SiteFacts, Words
from shared.reference.lookup import Reference, load
from shared.wire.availability import (
    Activity,
    Availability,
    Break,
    Gone,
    Groups,
    NetworkName,
    Offer,
    Start,
    Statement,
)
from shared.wire.contact import Contact, Text
from shared.wire.opendata import LICENCE, AvailabilityDocument, NetworksDocument
from shared.wire.session import Policy
from shared.wire.words import Says

NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
FACTS = SiteFacts(
    base_url="https://vertaistuki.example",
    national_contact_name="Esimerkkiliitto",
    national_contact_email="vertaistuki@esimerkki.example",
    national_contact_phone="09 000 0000",
    crisis_lines=(
        CrisisLine(
            name=Words(fi="kriisipuhelin", sv="kristelefonen", en="crisis line"),
            telephone="09 000 0112",
            hours=Words(fi="joka päivä", sv="alla dagar", en="every day"),
        ),
    ),
)
REFERENCE = load()


def offer(place: str | None, serves: tuple[str, ...], area: str = "01", **changes: object) -> Offer:
    """Return an ordinary open evening group in Finnish, changed as asked."""
    plain: dict[str, object] = {
        "area": area,
        "place": place,
        "serves": tuple(sorted(serves)),
        "catchment": "municipalities",
        "audience": "all",
        "languages": ("fi",),
        "interpreter": "not_said",
        "other_mother_tongue": "yes",
        "format": "in_person",
        "time_of_day": "evening",
        "named": True,
        "social_worker": "yes",
        "peer_instructor": "yes",
        "travel_costs": "paid",
        "organisers": ("county", "ngo"),
        "start": Start(kind="month", month="2027-01"),
        "groups": Groups(open=1, coming=0, full=0),
    }
    return Offer(**(plain | changes))  # type: ignore[arg-type]


def known(
    node: str,
    name: tuple[str, str],
    area: str,
    *,
    offers: tuple[Offer, ...] = (),
    none: tuple[str, ...] = (),
    not_known: tuple[str, ...] = (),
    activities: tuple[Activity, ...] = (),
    pause: Break | None = None,
    last: datetime = NOW - timedelta(hours=2),
    codes: tuple[str, ...] | None = None,
) -> Known:
    """Return a network that answers for a whole area, last heard of two hours ago."""
    codes = codes if codes is not None else _codes(area)
    statements = tuple(_statement(code, none, not_known) for code in codes)
    report = Availability(
        node=node,
        sequence=1,
        previous=None,
        observed_at=last,
        confirmed_at=last - timedelta(days=9),
        network=NetworkName(fi=name[0], sv=name[1]),
        pause=pause,
        municipalities=statements,
        offers=offers,
        activities=activities,
        gone=Gone(ended=0, cancelled=0, withdrawn=0),
    )
    return Known(
        node=node,
        name=report.network,
        active=True,
        suspended_at=None,
        mandate=Mandate(municipalities=tuple(sorted(codes)), reach=(area,)),
        first_report_at=last - timedelta(days=90),
        last_contact_at=last,
        effective=Word(report=report, digest="0" * 64, received_at=last, offset_s=0),
        held=None,
    )


def _statement(code: str, none: tuple[str, ...], not_known: tuple[str, ...]) -> Statement:
    if code in none:
        return Statement(municipality=code, says="none", since=date(2026, 11, 2))
    says: Says = "not_known" if code in not_known else "groups"
    return Statement(municipality=code, says=says, since=None)


def _codes(area: str) -> tuple[str, ...]:
    return tuple(m.code for m in REFERENCE.municipalities_of(area))


def east() -> Known:
    """Return East Uusimaa: open in Porvoo, limited, coming, none, not known, and a café."""
    around = ("018", "434", "638", "753")
    return known(
        "ita-uusimaa",
        ("Itä-Uudenmaan esimerkkiverkosto", "Östra Nylands exempelnätverk"),
        "01",
        offers=(
            offer("638", around, groups=Groups(open=1, coming=0, full=1)),
            offer(
                "434",
                ("407", "434"),
                audience="mothers",
                languages=("sv",),
                named=False,
                time_of_day="daytime",
                travel_costs="ask",
                start=Start(kind="when_found", month=None),
                peer_instructor="not_said",
            ),
            offer("504", ("504",), groups=Groups(open=0, coming=1, full=0)),
            offer("638", (), format="remote", travel_costs="not_paid", languages=("fi", "sv")),
        ),
        none=("616",),
        activities=(
            Activity(
                kind="cafe",
                area="01",
                place="638",
                serves=_codes("01"),
                audience="all",
                languages=("fi", "sv"),
                format="in_person",
                link="https://esimerkki.example/kahvila",
            ),
        ),
    )


def projection() -> Projection:
    """Return the example networks by node."""
    every = (
        east(),
        known(
            "pohjois-savo",
            ("Pohjois-Savon esimerkkiverkosto", "Norra Savolax exempelnätverk"),
            "13",
            offers=(
                offer("297", _codes("13")[:14], "13", groups=Groups(open=0, coming=0, full=2)),
                offer(
                    None,
                    _codes("13")[14:],
                    "13",
                    audience="fathers",
                    start=Start(kind="not_said", month=None),
                ),
            ),
        ),
        known(
            "keski-pohjanmaa",
            ("Keski-Pohjanmaan esimerkkiverkosto", "Mellersta Österbottens exempelnätverk"),
            "18",
            offers=(
                offer(
                    None,
                    _codes("18"),
                    "18",
                    start=Start(kind="on_request", month=None),
                    languages=("fi", "sv"),
                ),
            ),
            pause=Break(starts=date(2026, 12, 14), until=date(2027, 1, 10)),
        ),
        known("kainuu", ("Kainuun esimerkkiverkosto", "Kajanalands exempelnätverk"), "20",
              none=_codes("20")),
        known("kymenlaakso", ("Kymenlaakson esimerkkiverkosto", "Kymmenedalens exempelnätverk"),
              "10", offers=(offer("286", _codes("10"), "10"),), last=NOW - timedelta(days=20)),
    )  # fmt: skip
    return {network.node: network for network in every}


def contact(node: str) -> Contact:
    """Return an office's contact."""
    return Contact(
        node=node,
        revision=1,
        changed_at=NOW,
        organisation="Esimerkkialueen perhekeskus",
        email=f"ryhmat@{node}.example",
        telephone="040 000 0000",
        hours=Text(fi="ti ja to 9–11", sv="ti och to 9–11", en=None),
        languages=("fi", "sv"),
        text_messages=True,
        web=f"https://{node}.example/voikukkia",
    )


def snapshot(
    networks: Projection | None = None, now: datetime = NOW, reference: Reference = REFERENCE
) -> Snapshot:
    """Return what the hub would publish of these networks; the last one has no contact yet."""
    networks = projection() if networks is None else networks
    shown = picture(networks, reference, Policy(), now)
    rows = tuple(
        row if row.node == "kainuu" else replace(row, contact=contact(row.node))
        for row in shown.networks
    )
    return Snapshot(
        availability=AvailabilityDocument(
            made_at=now,
            ledger_head="ab" * 32,
            ledger_entries=12,
            licence=LICENCE,
            policy=Policy(),
            completeness=shown.completeness,
            municipalities=shown.rows,
            areas=shown.areas,
            offers=shown.offers,
            activities=shown.activities,
        ),
        networks=NetworksDocument(
            made_at=now, ledger_head="ab" * 32, licence=LICENCE, networks=rows
        ),
        history=(),
    )
