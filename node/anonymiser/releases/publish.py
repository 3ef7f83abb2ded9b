"""Makes the next release: counts, rounds, audits, writes the ledger, signs; one transaction.

It stands before the reports in the sender's way, so nothing is made before both sides are
reconciled. What may not leave is noted for the lead, and the reports go on.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from sqlite3 import Connection

import msgspec

from node.anonymiser import listed
from node.anonymiser import store as listings
from node.anonymiser.catchment import UnknownPlaceError
from node.anonymiser.count import Records
from node.anonymiser.releases import compose, keeping, plan, store
from node.anonymiser.releases.model import SCHEMA, Figures, Release, figures_in, report
from node.anonymiser.releases.plan import Facts, Make, Send
from node.disclosurekey import DisclosureKey
from node.enquiries import store as enquiries
from node.enquiries.model import Counted
from node.groups import store as groups
from node.groups.model import Group
from node.network import store as network
from node.outbox import store as outbox
from node.push import store as push
from node.trainings import store as trainings
from node.work import store as work
from shared.reference.lookup import Reference
from shared.runtime import log
from shared.signing import SigningKey, decode_envelope, envelope_digest, sign
from shared.text import Text
from shared.wire.codec import decode
from shared.wire.envelope import Envelope
from shared.wire.session import Head
from shared.wire.statistics import Statistics
from shared.wire.words import MunicipalityCode, Quarter

NextReport = Callable[[Connection, SigningKey, Head | None, datetime], Envelope | None]
KeyOf = Callable[[], DisclosureKey | None]

UNCHANGED = Text.of("Nothing changed since it was published: there is nothing to revise.")
OTHER_KEY = Text.of(
    "It was rounded with another disclosure key: a revision would give away more than it corrects."
)


def before_reports(key_of: KeyOf, reference: Reference, next_report: NextReport) -> NextReport:
    """Return what builds the next entry of the chain: a release that is due, else a report."""

    def build(db: Connection, key: SigningKey, head: Head | None, now: datetime) -> Envelope | None:
        released = next_release(
            db, key=key, head=head, now=now, disclosure=key_of(), reference=reference
        )
        return released or next_report(db, key, head, now)

    return build


def next_release(
    db: Connection,
    *,
    key: SigningKey,
    head: Head | None,
    now: datetime,
    disclosure: DisclosureKey | None,
    reference: Reference,
) -> Envelope | None:
    """Return the release that follows `head`, signed and in the ledger; None if none is due."""
    record = network.record(db)
    if record is None or record.node is None:
        return None
    adopt(db, disclosure, now)
    usable, known = keeping.usable(db, disclosure), every(db)
    _without_cause(db, known, now)
    for facts in known:
        release = _release(db, facts, usable, now, reference)
        if release is None:
            continue
        envelope = sign(report(release.figures, node=record.node, head=head, now=now), key)
        if outbox.find(db, envelope_digest(envelope)) is not None:
            continue  # Refused within this very second: the hub would only repeat itself.
        store.signed(db, release.number, envelope_digest(envelope))
        store.forget_wish(db, facts.quarter)
        listings.drop_from(db, head.sequence + 1 if head else 1)
        return envelope
    return None


def adopt(db: Connection, disclosure: DisclosureKey | None, now: datetime) -> None:
    """Take own releases that came back from the hub into the ledger, before anything is made."""
    came = store.unknown(db)
    taken = []
    for one in came:
        told = decode(decode_envelope(one.envelope).payload, SCHEMA)
        if not isinstance(told, Statistics):
            raise TypeError("the bytes of statistics are statistics")
        figures = figures_in(told)
        known = next((r for r in store.releases(db) if r.figures == figures), None)
        release = known or Release(
            number=0, figures=figures, made_at=told.made_at, adopted=one.adopted
        )
        store.signed(db, known.number if known else store.add(db, release), one.digest)
        taken += [] if known else [release]
    keeping.doubt(db, disclosure, taken, now)


def every(db: Connection) -> tuple[Facts, ...]:
    """Return what is known of every quarter that is asked for or was released, the oldest first."""
    owed = {one.quarter: one.municipalities for one in push.owed(db)}
    wishes, ledger = store.asked(db), store.releases(db)
    quarters = {*owed, *(one.figures.quarter for one in ledger)}
    return tuple(
        Facts(
            quarter=quarter,
            owed=owed.get(quarter),
            releases=tuple(one for one in ledger if one.figures.quarter == quarter),
            asked=wishes.get(quarter),
        )
        for quarter in sorted(quarters)
    )


def is_waiting(db: Connection, now: datetime) -> bool:
    """Tell whether a release is to be made or sent now."""
    return any(plan.step(facts, now) is not None for facts in every(db))


def draft(
    db: Connection,
    make: Make,
    quarter: Quarter,
    *,
    disclosure: DisclosureKey | None,
    reference: Reference,
) -> Figures | tuple[Text, ...]:
    """Return the figures that would leave, or why they may not; nothing is kept."""
    if disclosure is None and not make.without_people:
        return (keeping.LOST,)
    if make.first is not None and disclosure is not None and _strange(make.first, disclosure):
        return (OTHER_KEY,)
    try:
        counts = compose.truth(records(db, reference), quarter, make.municipalities, reference)
    except UnknownPlaceError as error:
        return (
            Text.of(
                "A record names the municipality {code}, which does not exist. Correct it first.",
                code=error.code,
            ),
        )
    secret = disclosure.secret if disclosure and not make.without_people else None
    made = compose.figures(
        counts,
        quarter=quarter,
        version=make.version,
        municipalities=make.municipalities,
        secret=secret,
        reference=reference,
    )
    if make.first is not None and _same(made, make.first.figures):
        return (UNCHANGED,)
    return compose.weaknesses(made, store.releases(db), reference) or made


def records(db: Connection, reference: Reference) -> Records:
    """Return what is counted from, with the codes of today. Raises UnknownPlaceError."""

    def today(code: MunicipalityCode) -> MunicipalityCode:
        place = reference.municipality(code)
        if place is None:
            raise UnknownPlaceError(code)
        return place.code

    def moved(group: Group) -> Group:
        return msgspec.structs.replace(group, meets_in=today(group.meets_in))

    def counted(one: Counted) -> Counted:
        tally = msgspec.structs.replace(one.tally, municipality=today(one.tally.municipality))
        return msgspec.structs.replace(one, tally=tally)

    head = outbox.head(db)
    listing = listed.newest(db, head) if head else None
    return Records(
        groups=tuple(map(moved, groups.all_groups(db))),
        trainings=trainings.all_trainings(db),
        enquiries=tuple(map(counted, enquiries.tallies(db))),
        listed=frozenset(listing.groups if listing else ()),
        participation=work.PARTICIPATIONS.every(db),
    )


def _release(
    db: Connection,
    facts: Facts,
    disclosure: DisclosureKey | None,
    now: datetime,
    reference: Reference,
) -> Release | None:
    """Return the release of a quarter that is to be signed now, kept in the ledger."""
    step = plan.step(facts, now)
    match step:
        case None:
            store.forget_wish(db, facts.quarter)
            return None
        case Send(release):
            return release
        case Make():
            made = draft(db, step, facts.quarter, disclosure=disclosure, reference=reference)
            if not isinstance(made, Figures):
                _trouble(db, facts, made, now)
                return None
            store.set_trouble(db, facts.quarter, (), now)
            return _kept(db, made, step, disclosure, now)


def _kept(
    db: Connection, made: Figures, step: Make, disclosure: DisclosureKey | None, now: datetime
) -> Release:
    rounded = disclosure is not None and made.people is not None
    release = Release(
        number=0,
        figures=made,
        made_at=now,
        fingerprint=disclosure.fingerprint if disclosure and rounded else None,
        reason=step.reason,
    )
    number = store.add(db, release)
    log.logger().info("release.made", version=made.version)
    return msgspec.structs.replace(release, number=number)


def _trouble(db: Connection, facts: Facts, reasons: Sequence[Text], now: datetime) -> None:
    """Note why nothing of it leaves. A revision is asked for anew once that is put right."""
    log.logger().error("release.stopped", reason="not_protected")
    store.set_trouble(db, facts.quarter, reasons, now)
    if facts.releases:
        store.forget_wish(db, facts.quarter)


def _without_cause(db: Connection, known: Sequence[Facts], now: datetime) -> None:
    """Forget what stopped quarters of which the hub takes nothing from this network any more."""
    facts = {one.quarter: one for one in known}
    for quarter in store.troubles(db):
        standing = plan.standing(facts.get(quarter, Facts(quarter=quarter)), now)
        if standing in {"not_asked", "not_owed"}:
            store.set_trouble(db, quarter, (), now)


def _strange(first: Release, disclosure: DisclosureKey) -> bool:
    """Tell whether the first version was rounded with another key than the one at hand."""
    if first.figures.people is None:
        return False
    if first.fingerprint is None:
        return first.made_at < disclosure.drawn_at
    return first.fingerprint != disclosure.fingerprint


def _same(made: Figures, first: Figures) -> bool:
    alike = msgspec.structs.replace(made, version=first.version, vintage=first.vintage)
    return alike == first
