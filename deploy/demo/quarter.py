"""The quarter whose figures the demonstration has: the last one that is over. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from deploy.demo.networks import Command, Example, group

LIVELY = "pohjois-savo"
BEFORE_ITS_END = timedelta(days=10)
RELEASE = timedelta(days=20)
ENQUIRIES = {
    ("Kuopio", "place"): 9,
    ("Kuopio", "waiting"): 4,
    ("Siilinjärvi", "place"): 3,
    ("Iisalmi", "waiting"): 6,
    ("Varkaus", "elsewhere"): 2,
    ("Kaavi", "closed"): 1,
}
"""Who asked in the quarter: municipality and outcome, and how many."""
PARENTS = (("Kuopio", 6), ("Iisalmi", 5), ("Varkaus", 7))
"""Groups that started and ended in it: where, and how many parents came."""
GROUPS = len(PARENTS)


@dataclass(frozen=True)
class Quarter:
    """A quarter that is over: its name, a day near its end, and the day its figures leave on."""

    name: str
    day: date
    released: date

    def days(self) -> tuple[str, str, str]:
        """Return three days of it, as a lead types them."""
        a, b, c = (self.day - timedelta(days=back) for back in (28, 21, 14))
        return _typed(a), _typed(b), _typed(c)


def last_closed(today: date) -> Quarter:
    """Return the newest quarter that is over."""
    after = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    last = after - timedelta(days=1)
    return Quarter(
        name=f"{last.year}-Q{(last.month + 2) // 3}",
        day=last - BEFORE_ITS_END,
        released=last + RELEASE,
    )


def lived(networks: tuple[Example, ...], quarter: Quarter) -> tuple[Example, ...]:
    """Return the networks; the lead of one has groups and enquiries of that quarter to type."""
    return tuple(
        replace(one, past=(*one.past, *_lived(quarter))) if one.node == LIVELY else one
        for one in networks
    )


def _lived(quarter: Quarter) -> Iterator[Command]:
    days = quarter.days()
    for number, (place, parents) in enumerate(PARENTS, 1):
        own_id = f"mennyt-{number}"
        yield group(place, own_id, "--lifecycle", "full", "--serves", place,
                    "--parents", str(parents))  # fmt: skip
        yield ("meeting", "set-dates", own_id, "; ".join(days))
        yield ("group", "start", own_id)
        yield ("group", "end", own_id)
    yield ("training", "add", "vertti", days[0], "--kind", "other", "--days", "1")
    panel = ("--kind", "parents_panel", "--name", "Esimerkkiraati", "--place", "Kuopio")
    yield ("participation", "add", *panel, "--days", "; ".join(days[:2]), "--parents", "5")
    team = ("--kind", "steering_group", "--name", "Esimerkkiryhmä")
    yield ("participation", "add", *team, "--days", days[2])
    yield ("enquiry", "tally-only", "on")  # counted, not stored: nobody's contact is invented
    for (place, outcome), count in ENQUIRIES.items():
        for _ in range(count):
            yield ("enquiry", "count", place, outcome)
    yield ("enquiry", "tally-only", "off")


def _typed(day: date) -> str:
    return f"{day.day}.{day.month}.{day.year}"
