"""The hub's settings: a TOML file, and over it the environment, VOIKUKKIA_HUB_<TABLE>__<KEY>.

Only app.py and cli.py read these; features are handed the values they need.
"""

from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct

from hub.site.facts import SiteFacts
from shared.wire.session import Policy

PREFIX = "VOIKUKKIA_HUB"
Seconds = Annotated[int, Meta(ge=1, le=400 * 86_400)]
Port = Annotated[int, Meta(ge=0, le=65_535)]


class Listen(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the two listeners stand: the nodes' (api) and the parents' (site)."""

    api_host: str = "127.0.0.1"
    api_port: Port = 8440
    site_host: str = "127.0.0.1"
    site_port: Port = 8450


class DeskPages(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the operators' pages stand, on a listener of their own.

    address: the whole address that operators type, such as https://keskus.example; empty: this
        computer only. Anything else than this computer needs https, by a proxy in front.
    trusted_proxies: addresses or networks, with commas, of that proxy; forwarded headers count from
        nobody else.
    """

    host: str = "127.0.0.1"
    port: Port = 8470
    address: str = ""
    trusted_proxies: str = ""


class Api(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The address by which nodes reach the hub; invitations carry it."""

    base_url: str = "http://127.0.0.1:8440"


class Limits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The policy's time limits and the rhythms of contact, in seconds."""

    contact_s: Seconds = 14 * 86_400
    confirmation_s: Seconds = 60 * 86_400
    ask_from_s: Seconds = 30 * 86_400
    late_s: Seconds = 86_400
    silent_s: Seconds = 7 * 86_400
    word_every_s: Seconds = 43_200
    hello_every_s: Seconds = 6 * 3_600
    lease_s: Seconds = 86_400
    challenge_s: Seconds = 600
    invitation_s: Seconds = 14 * 86_400
    retry_s: Seconds = 60


class Mail(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The mail server by which operators are told of silent networks and alarms.

    host: empty: no mail is sent. security: starttls, tls, or none (to this very computer only).
    password_file: only its owner may read it. ca_file: the certificate of your own authority.
    to: role mailboxes.
    """

    host: str = ""
    port: Annotated[int, Meta(ge=1, le=65_535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str = ""
    password_file: Path | None = None
    ca_file: Path | None = None
    sender: str = ""
    to: Annotated[tuple[str, ...], Meta(max_length=10)] = ()


class Alerts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What operators are told by mail and webhook, and how.

    webhook: an https address that is called with JSON; empty: none. token_file: a file with the
    token it asks for; only its owner may read it. apart_s: how far two letters lie apart, in
    seconds; alarms do not wait for it. tell_networks: a network that falls silent is written to, at
    its public mailbox, by [mail].
    """

    webhook: str = ""
    token_file: Path | None = None
    apart_s: Seconds = 900
    tell_networks: bool = True


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything an operator can set. `site` is what every page says of the operator."""

    data: Path = Path("voikukkia-hub")
    language: Literal["fi", "sv", "en"] = "en"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    listen: Listen = Listen()
    desk: DeskPages = DeskPages()
    api: Api = Api()
    limits: Limits = Limits()
    site: SiteFacts = SiteFacts()
    mail: Mail = Mail()
    alerts: Alerts = Alerts()


def policy(limits: Limits) -> Policy:
    """Return the limits that are published with the data and told to nodes."""
    return Policy(
        contact_s=limits.contact_s,
        confirmation_s=limits.confirmation_s,
        ask_from_s=limits.ask_from_s,
        late_s=limits.late_s,
        silent_s=limits.silent_s,
    )
