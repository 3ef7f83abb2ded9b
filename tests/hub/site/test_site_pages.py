"""What the rendered pages say, and what they never say."""

import re
from datetime import date
from html.parser import HTMLParser
from urllib.parse import urlsplit

import brotli
import pytest
from msgspec.structs import replace

from hub.site import addresses
from hub.site.assets import assets
from hub.site.facts import LANGUAGES, SiteFacts
from hub.site.model import MunicipalityPage
from hub.site.plan import plan
from hub.site.render import Renderer
from shared.wire.availability import NetworkName
from tests.hub.site.scene import FACTS, REFERENCE, contact, known, offer, snapshot

pytestmark = pytest.mark.whole

TODAY = date(2026, 11, 21)
TAG = re.compile(r"<[^>]+>")


def rendered(facts: SiteFacts, *wanted: str) -> dict[str, str]:
    """Return these pages of the example country by address; none named: all but the notices.

    Notices are much alike and slow to draw; calendars and feeds are no pages.
    """
    renderer = Renderer(facts)
    pages = plan(snapshot(), REFERENCE, TODAY)
    chosen = [
        page
        for page in pages
        if (page.address in wanted if wanted else page.template != "notice.html")
    ]
    return {p.address: renderer.render(p).decode() for p in chosen if p.path.endswith(".html")}


@pytest.fixture(scope="module")
def site() -> dict[str, str]:
    """Return the pages, rendered once for the module."""
    return rendered(FACTS)


class Seen(HTMLParser):
    """What a page is made of: tags with attributes, ids, headings."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the tag."""
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of every such tag."""
        return [attributes for found, attributes in self.tags if found == tag]


def text_of(html: str) -> str:
    """Return the words of a page."""
    return " ".join(TAG.sub(" ", html).split())


def test_nothing_comes_from_elsewhere_and_nothing_is_inline(site: dict[str, str]) -> None:
    for address, html in site.items():
        seen = Seen(html)
        assert seen.all("style") == [], address
        for tag, attributes in seen.tags:
            assert not any(name == "style" or name.startswith("on") for name in attributes)
            if (
                tag in {"script", "img", "iframe", "source"}
                or attributes.get("rel") == "stylesheet"
            ):
                source = attributes.get("src") or attributes["href"] or ""
                own = tag == "iframe" and source == addresses.finder(address.split("/")[1])
                assert own or source.startswith("/assets/")
            if tag == "form":  # the finder's: shown by its script, sent nowhere
                assert attributes == {"role": "search", "hidden": None}, address


def test_every_page_has_one_heading_landmarks_language_and_help(site: dict[str, str]) -> None:
    for address, html in site.items():
        seen = Seen(html)
        assert len(seen.all("h1")) == len(seen.all("main")) == 1, address
        assert seen.all("html")[0]["lang"] == (address[1:3] if address[3:4] == "/" else "fi")
        assert 'href="tel:112"' in html
        assert "09 000 0000" in html or address in {"/", "/404.html"}


def test_titles_are_neutral(site: dict[str, str]) -> None:
    titles = {re.findall(r"<title>(.*?)</title>", html)[0] for html in site.values()}
    assert "Vertaistuki vanhemmille – Porvoo" in titles
    assert "Kamratstöd för föräldrar – Borgå" in titles
    assert "Peer support for parents – Porvoo" in titles
    assert not re.search(r"(?i)voikukkia|maskros|dandelion|sijoit|omhänder", " ".join(titles))


def test_every_page_names_itself_in_every_language(site: dict[str, str]) -> None:
    found = re.findall(
        r'hreflang="(\w\w)" href="https://vertaistuki.example([^"]+)"', site["/sv/kommun/borga/"]
    )
    assert found == [
        ("fi", "/fi/kunta/porvoo/"),
        ("sv", "/sv/kommun/borga/"),
        ("en", "/en/municipality/porvoo/"),
    ]


@pytest.mark.parametrize(
    ("language", "unknown", "none"),
    [
        ("fi", "Emme tiedä", "Ei ryhmää nyt"),
        ("sv", "Vi vet inte", "Ingen grupp just nu"),
        ("en", "We do not know", "No group now"),
    ],
)
def test_unknown_is_never_shown_as_none(
    site: dict[str, str], language: str, unknown: str, none: str
) -> None:
    pages = plan(snapshot(), REFERENCE, TODAY)
    seen = 0
    for page in pages:
        if isinstance(page.values, MunicipalityPage) and page.language == language:
            words = text_of(site[page.address].partition('<section aria-labelledby="near"')[0])
            if page.values.mark.state == "unknown":
                seen += 1
                assert unknown in words
                assert none not in words
            assert (none in words) == (page.values.mark.state == "none")
    assert seen > 200


def test_every_municipality_has_somebody_to_ask(site: dict[str, str]) -> None:
    for address, html in site.items():
        if re.fullmatch(r"/fi/kunta/[a-z-]+/", address):
            step = html.partition('<section aria-labelledby="next">')[2].partition("</section>")[0]
            assert "tel:" in step, address


def test_without_any_contact_the_social_worker_is_named() -> None:
    without = replace(FACTS, national_contact_email="", national_contact_phone="")
    html = rendered(without, "/fi/kunta/utsjoki/", "/en/")
    assert "sosiaalityöntekijältä" in html["/fi/kunta/utsjoki/"]
    assert "Ask:" not in html["/en/"]


def test_the_operators_wording_of_confidential_is_used() -> None:
    html = rendered(
        replace(FACTS, confidential_fi="Ohjaaja kertoo, mikä jää ryhmään."), "/fi/", "/en/"
    )
    assert "Ohjaaja kertoo, mikä jää ryhmään." in html["/fi/"]
    assert "What is said in the group stays there." in html["/en/"]


def test_texts_that_nobody_checked_say_so() -> None:
    html = rendered(replace(FACTS, unapproved_languages=("sv",)), "/fi/", "/sv/")
    assert "Texterna på det här språket har ännu inte granskats." in html["/sv/"]
    assert "ei ole vielä tarkistettu" not in html["/fi/"]


def test_helsinki_and_aland_are_never_called_counties(site: dict[str, str]) -> None:
    for address in ("/fi/alue/helsinki/", "/fi/alue/ahvenanmaa/"):
        assert "hyvinvointialue" not in text_of(site[address]).lower()
    assert "<h1>Helsingin kaupunki</h1>" in site["/fi/alue/helsinki/"]


def test_nobody_shouts_and_nobody_says_custody(site: dict[str, str]) -> None:
    for address, html in site.items():
        words = text_of(html.removeprefix("<!doctype html>"))
        assert "!" not in words, address
        if address.startswith("/en/"):
            assert "custody" not in words.lower()


def test_what_a_network_writes_is_escaped() -> None:
    name = NetworkName(fi="Tuki & Apu \"Oy\" 'x'", sv="Stöd & Hjälp")
    named = (name.fi, name.sv)
    quoted = known("tuki", named, "08", offers=(offer("837", ("837",), "08"),))
    pages = plan(snapshot({"tuki": quoted}), REFERENCE, TODAY)
    page = next(p for p in pages if p.address == "/fi/kunta/tampere/")
    html = Renderer(FACTS).render(page).decode()
    assert "Tuki &amp; Apu &#34;Oy&#34; &#39;x&#39;" in html
    assert "Tuki & Apu" not in html


def test_contacts_are_links_of_the_three_allowed_kinds(site: dict[str, str]) -> None:
    html = site["/fi/kunta/porvoo/"]
    told = contact("ita-uusimaa")
    assert f'href="mailto:{told.email}"' in html
    assert 'href="tel:0400000000"' in html
    schemes = {urlsplit(a["href"] or "").scheme for a in Seen(html).all("a")}
    assert schemes <= {"", "https", "tel", "mailto"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_with_an_end_carries_it_in_the_page(
    site: dict[str, str], language: str
) -> None:
    html = site[f"/{language}/"]
    marks = re.findall(r'class="state s-(\w+)"( data-believed-until="\d+")?', html)
    shown = [(state, bool(until)) for state, until in marks[:23]]
    assert all(until == (state != "unknown") for state, until in shown)


def test_the_first_view_is_light(site: dict[str, str]) -> None:
    packed = {path: len(brotli.compress(body)) for path, body in assets().files.items()}
    script = next(path for path in packed if path.endswith(".js"))
    assert len(assets().files[script]) <= 1500
    for language in LANGUAGES:
        page = len(brotli.compress(site[f"/{language}/"].encode()))
        assert page + sum(packed.values()) <= 30_000
