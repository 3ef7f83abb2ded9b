import re
from datetime import timedelta
from functools import partial

import pytest

from node.groups import edit as groups
from node.network import edit, store
from node.network.model import ContactRecord
from node.outbox import store as outbox
from node.outbox.model import Entry
from node.preview.compose import preview
from node.web.guards import NotLoopbackError, is_loopback_host, require_loopback, same_origin
from shared.signing import SigningKey, encode_envelope, envelope_digest, sign
from tests.node.web.conftest import ORIGIN, House

FORM = {"meets_in": "Kuopio", "lifecycle": "open", "start": "11/2026", "place": "Salainen talo 7"}


async def add_group(house: House) -> None:
    desk = house.desk
    saved = await groups.save(desk.database, desk.clock, desk.reference, FORM)
    assert isinstance(saved, groups.Saved)


async def test_the_root_leads_to_the_nodes_own_language(house: House) -> None:
    response = await house.client.get("/", follow_redirects=False)

    assert (response.status_code, response.headers["location"]) == (302, "/fi/")


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("page", ["", "groups", "leaves"])
async def test_every_page_is_there_in_every_language_and_leads_to_the_others(
    house: House, language: str, page: str
) -> None:
    html = await house.open(f"/{language}/{page}")

    assert f'<html lang="{language}">' in html
    for other in ("fi", "sv", "en"):
        assert f'href="/{other}/{page}"' in html
    assert "<script" not in html
    assert " style=" not in html


async def test_what_a_person_typed_is_escaped(house: House) -> None:
    await house.desk.database.write(
        partial(store.rename, name_fi="Savo <b>", name_sv="&", controller="x")
    )

    html = await house.open("/en/")

    assert "Savo &lt;b&gt;" in html
    assert "<b>" not in html


async def test_the_press_confirms_marks_dirty_and_wakes_the_sender(house: House) -> None:
    await house.desk.database.write(outbox.clear_dirty)
    house.desk.clock.instant += timedelta(days=40)  # type: ignore[attr-defined]
    token = await house.token()

    pressed = await house.client.post(
        "/en/confirm", data={"csrf": token}, headers={"origin": ORIGIN}, follow_redirects=False
    )

    assert (pressed.status_code, pressed.headers["location"]) == (303, "/en/")
    record = await house.desk.read(store.record)
    assert record is not None
    assert record.confirmed_at == house.desk.now()
    assert await house.desk.read(outbox.dirty_since) == house.desk.now()
    assert house.woken == ["woken"]


@pytest.mark.parametrize(
    ("origin", "token"),
    [
        (ORIGIN, "0" * 64),
        (ORIGIN, ""),
        (ORIGIN, "ä"),
        ("https://evil.example", None),
        ("null", None),
        ("", None),
    ],
)
async def test_a_foreign_form_confirms_nothing(
    house: House, origin: str, token: str | None
) -> None:
    before = await house.desk.read(store.record)
    house.desk.clock.instant += timedelta(days=40)  # type: ignore[attr-defined]
    own = await house.token()

    pressed = await house.client.post(
        "/en/confirm",
        data={"csrf": own if token is None else token},
        headers={"origin": origin} if origin else {},
    )

    assert pressed.status_code == 403
    assert await house.desk.read(store.record) == before
    assert house.woken == []


async def test_a_form_of_another_visitor_confirms_nothing(house: House) -> None:
    token = await house.token()
    house.client.cookies.clear()

    pressed = await house.client.post(
        "/en/confirm", data={"csrf": token}, headers={"origin": ORIGIN}
    )

    assert pressed.status_code == 403
    assert "too old" in pressed.text


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example:8460", "evil.example:8460", "[::2]", ""]
)
async def test_another_hosts_name_reaches_nothing(house: House, host: str) -> None:
    response = await house.client.get("/en/", headers={"host": host})

    assert response.status_code == 421
    assert "verkosto" not in response.text


@pytest.mark.parametrize("path", ["/en/", "/node.css", "/en/nothing", "/xx/", "/leaves/zz"])
async def test_every_answer_carries_the_protecting_headers(house: House, path: str) -> None:
    response = await house.client.get(path)

    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'")
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "same-origin"
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/en/nothing", "/xx/", "/leaves/zz", "/xx/groups"])
async def test_what_is_not_there_is_said_plainly(house: House, path: str) -> None:
    response = await house.client.get(path)

    assert response.status_code == 404
    assert "<h1>" in response.text


async def test_a_body_that_is_too_large_is_refused(house: House) -> None:
    await house.token()

    response = await house.client.post(
        "/en/confirm", data={"csrf": "x" * 100_000}, headers={"origin": ORIGIN}
    )

    assert response.status_code == 413
    assert house.woken == []


async def test_a_defect_says_nothing_of_itself(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("Matti Esimerkki")

    monkeypatch.setattr("node.web.gathering.today", broken)

    response = await house.client.get("/en/")

    assert response.status_code == 500
    assert "Esimerkki" not in response.text


async def test_the_cookie_is_kept_from_scripts_and_other_sites(house: House) -> None:
    response = await house.client.get("/en/")

    cookie = response.headers["set-cookie"]
    assert re.match(r"voikukkia-node-[0-9a-f]{8}=[0-9a-f]{64}; ", cookie)
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie


async def test_no_groups_yet_teaches_how_to_begin(house: House) -> None:
    assert "voikukkia-node group add" in await house.open("/en/groups")


async def test_the_groups_are_shown_with_state_and_cautions(house: House) -> None:
    await add_group(house)

    html = await house.open("/en/groups")

    assert "kuopio-2026-1" in html
    assert "<strong>open</strong>" in html
    assert 'class="cautions"' in html


async def test_what_leaves_and_what_stays_stand_side_by_side(house: House) -> None:
    await add_group(house)

    html = await house.open("/en/leaves")

    assert "Leaves for the hub" in html
    assert "Never leaves" in html
    assert "Groups in Kuopio:" in html
    assert "Salainen" not in html


async def test_the_bytes_behind_the_link_are_the_very_bytes(house: House) -> None:
    await add_group(house)
    desk = house.desk

    shown = await house.client.get("/leaves/next.json")

    job = partial(preview, now=desk.now(), reference=desk.reference)
    assert shown.content == (await desk.read(job)).draft.payload
    assert b"Salainen" not in shown.content


async def test_what_left_is_listed_with_its_bytes(house: House) -> None:
    desk = house.desk
    job = partial(preview, now=desk.now(), reference=desk.reference)
    envelope = sign((await desk.read(job)).draft.report, SigningKey.generate())
    digest = envelope_digest(envelope)
    entry = Entry(
        sequence=1, digest=digest, envelope=encode_envelope(envelope), created_at=desk.now()
    )
    await desk.database.write(partial(outbox.queue, entry=entry))

    html = await house.open("/en/leaves")
    sent = await house.client.get(f"/leaves/{digest}")

    assert "Waits for the hub" in html
    assert f'href="/leaves/{digest}"' in html
    assert sent.content == envelope.payload


async def test_today_says_what_needs_doing(house: House) -> None:
    fresh = await house.open("/en/")
    contact = ContactRecord(organisation="Esimerkki ry", email="ryhmat@verkosto.example")
    await house.desk.commit(partial(edit.set_contact, contact=contact, now=house.desk.now()))
    house.desk.clock.instant += timedelta(days=31)  # type: ignore[attr-defined]
    later = await house.open("/en/")

    assert "contact set" in fresh
    assert "Nobody has confirmed" not in fresh
    assert "contact set" not in later
    assert "Nobody has confirmed for 31 days" in later


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "node.example", ""])  # noqa: S104
def test_the_pages_refuse_to_listen_where_others_could_read(host: str) -> None:
    with pytest.raises(NotLoopbackError):
        require_loopback(host)


def test_loopback_has_few_names() -> None:
    for host in ("127.0.0.1", "::1", "localhost"):
        require_loopback(host)
    assert all(map(is_loopback_host, ("localhost:1", "127.0.0.1", "[::1]:8460")))
    assert not any(map(is_loopback_host, ("localhost.evil.example", "[::1", "x@127.0.0.2")))
    assert same_origin("http://localhost:1", "localhost:1")
    assert not same_origin("http://localhost:2", "localhost:1")
