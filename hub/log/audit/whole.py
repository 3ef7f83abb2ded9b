"""Check a published snapshot from outside: everything that needs no word of the hub. Pure.

What it proves and what not is said on the site's own page (templates/verify.html).
"""

from datetime import timedelta

from hub.log.audit import keys, manifest, rows
from hub.log.audit.entries import Walker
from hub.log.audit.model import Audit, Claims, Notebook, Question, Read
from hub.log.audit.rows import Past, Published
from hub.log.audit.trace import trace
from shared.period import instant_text
from shared.reference.lookup import Reference
from shared.text import Text

FRESH = timedelta(hours=25)
"""A hub that lives publishes at least with every day that ends in Helsinki."""

AHEAD = timedelta(minutes=10)


def audit(read: Read, question: Question, reference: Reference) -> Audit:
    """Return everything that does not fit, what was established, and the answer to a question."""
    book = Notebook()
    claimed = keys.claims(read, question, book)
    said = rows.published(read, book)
    past = _walked(read, question, claimed, said, reference, book)
    document = said.availability if said else None
    manifest.compare(read, document, book, whole=question.whole)
    if said is not None:
        _dated(said, question, book)
        if past is not None:
            rows.compare(read, rows.computed(said, past, reference), book)
    traced = trace(read, question, said.availability, past.chronicle) if said and past else ()
    return Audit(findings=book.all(), facts=tuple(_facts(claimed, said, question)), trace=traced)


def _walked(
    read: Read,
    question: Question,
    claimed: Claims,
    said: Published | None,
    reference: Reference,
    book: Notebook,
) -> Past | None:
    """Walk the entries; return what they make, None if nothing says how far to go."""
    checkpoint = claimed.checkpoint
    size = checkpoint.size if checkpoint else said.availability.ledger_entries if said else 0
    seen = keys.seen(question, claimed, book)
    walker = Walker(read, size, reference, [one.size for one in seen], book)
    past = None
    if said is None:
        for _ in walker.events():
            pass
    else:
        past = rows.folded(said, walker.events(), reference)
        _same_head(said, walker, book)
    if checkpoint is not None:
        walker.compare(checkpoint)
    walker.compare_seen(seen)
    return past


def _same_head(said: Published, walker: Walker, book: Notebook) -> None:
    """Compare the entries with those the data say they were made from."""
    document, tip = said.availability, walker.chained.tip
    if (document.ledger_entries, document.ledger_head) != (tip.entries, tip.head):
        book.found(
            Text.of(
                "{file} was made from {one} entries, the checkpoint is of {other}, or the last of "
                "them is another one.",
                file=rows.AVAILABILITY,
                one=document.ledger_entries,
                other=tip.entries,
            )
        )


def _dated(said: Published, question: Question, book: Notebook) -> None:
    made_at = said.availability.made_at
    if made_at - question.now > AHEAD:
        book.found(
            Text.of("The snapshot says it was made later than now: {at}.", at=instant_text(made_at))
        )
    elif question.served and question.now - made_at > FRESH:
        book.found(
            Text.of(
                "The snapshot is old: it was made at {at}. A hub that lives publishes every day.",
                at=instant_text(made_at),
            )
        )


def _facts(claimed: Claims, said: Published | None, question: Question) -> list[Text]:
    """Return what the check rests on, whatever it found."""
    facts = []
    if claimed.root is not None:
        facts.append(
            Text.of("Root key, given by you: {key}", key=claimed.root)
            if question.key
            else Text.of(
                "Root key, as the snapshot itself names it: {key}. Compare it with the one that "
                "the operator has given out elsewhere, then give it with --key.",
                key=claimed.root,
            )
        )
    if claimed.checkpoint is not None:
        facts.append(
            Text.of(
                "Log: {origin}, {size} entries, root {root}.",
                origin=claimed.checkpoint.origin,
                size=claimed.checkpoint.size,
                root=claimed.checkpoint.root.hex(),
            )
        )
    if said is not None:
        policy = said.availability.policy
        facts.append(
            Text.of(
                "Made at {at} with these limits, in days: contact {contact}, confirmation "
                "{confirmation}. Contacts of networks are no part of the log.",
                at=instant_text(said.availability.made_at),
                contact=policy.contact_s // 86_400,
                confirmation=policy.confirmation_s // 86_400,
            )
        )
    return facts
