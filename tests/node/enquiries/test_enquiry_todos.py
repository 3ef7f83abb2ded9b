"""What enquiries ask of a person: counts, in sentences that may go into a mail."""

from datetime import date, timedelta
from functools import partial

from node.enquiries import chore, todo
from node.today.model import Todo, Weight
from tests.node.enquiries.conftest import Office

CAME = date(2026, 9, 1)


async def asked(office: Office) -> tuple[Todo, ...]:
    job = partial(todo.todos, now=office.clock.instant)
    return await office.database.read(lambda db: tuple(job(db)))


async def test_nothing_waits_where_nothing_is(office: Office) -> None:
    assert await asked(office) == ()


async def test_a_parent_waits_for_the_first_contact_after_three_days(office: Office) -> None:
    await office.record()
    office.at(CAME + timedelta(days=2))
    await chore.run(office.desk)
    assert await asked(office) == ()

    office.at(CAME + timedelta(days=3))
    (one,) = await asked(office)
    assert (one.text.values, one.weight) == ({"count": 1}, Weight.PARENT)
    assert one.href == "/enquiries?state=new"


async def test_a_waiting_parent_is_asked_and_the_uncounted_are_told(office: Office) -> None:
    waits = (await office.record()).enquiry.reference
    await office.step(waits, "contacted", "waiting")
    await office.record()
    office.at(CAME + timedelta(days=83))
    await chore.run(office.desk)

    assert [(one.weight, one.text.values) for one in await asked(office)] == [
        (Weight.PARENT, {"count": 1}),
        (Weight.PARENT, {"count": 1}),
        (Weight.SOON, {"count": 1}),
    ]


async def test_erasure_that_stands_still_is_an_alarm(office: Office) -> None:
    await office.record()
    office.at(CAME + timedelta(days=2))
    (one,) = await asked(office)

    assert one.weight == Weight.ALARM
    await chore.run(office.desk)
    assert await asked(office) == ()


async def test_no_mail_learns_even_a_number(office: Office) -> None:
    code = (await office.record()).enquiry.reference
    office.at(CAME + timedelta(days=88))

    found = await asked(office)
    assert found
    for one in found:
        assert one.may == "meet"
        assert one.mail is not None
        assert code not in str(one.mail)
        assert one.mail.values == {}
