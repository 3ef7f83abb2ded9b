"""The node's settings: one TOML file, and over it the environment, VOIKUKKIA_NODE_<TABLE>__<KEY>.

Only app.py and cli.py read these; features are handed the values they need.
"""

from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct

PREFIX = "VOIKUKKIA_NODE"
Language = Literal["fi", "sv", "en"]
Port = Annotated[int, Meta(ge=0, le=65_535)]
Seconds = Annotated[int, Meta(ge=1, le=600)]


class Push(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The way to the hub. Its address is no setting: it stands in the invitation.

    timeout_s: how long one exchange with the hub may take, in seconds.
    proxy: the address of your organisation's proxy; empty for none. Proxy settings of the
        environment are not used.
    """

    timeout_s: Seconds = 30
    proxy: str = ""


class Web(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How browsers reach the pages.

    address: the whole address that staff type, such as https://solmu.example; empty: this computer
        only, http://127.0.0.1 and the port. Anything else than this computer needs https.
    trusted_proxies: addresses or networks, with commas, of the proxy in front of the node;
        forwarded headers count from nobody else.
    """

    address: str = ""
    trusted_proxies: str = ""


class Backup(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where sealed backups go, how often, and how long they are kept.

    folder: below the data directory, or a whole path; another disk or computer is better.
    every_h: how many hours lie between two backups.
    keep_count: how many are kept. Of one day's backups only the last counts as that day's.
    keep_days: how old one may become. Whoever was erased on the node is gone from the backups
        after that many days; the newest backup that opens is never removed.
    command: a program and its arguments for a second copy, such as a copy to another computer. It
        is run without a shell, with the file as its last argument.
    command_limit_s: how long it may take, in seconds.
    """

    folder: Path = Path("backups")
    every_h: Annotated[int, Meta(ge=1, le=168)] = 24
    keep_count: Annotated[int, Meta(ge=2, le=1_000)] = 14
    keep_days: Annotated[int, Meta(ge=8, le=90)] = 30
    command: tuple[str, ...] = ()
    command_limit_s: Annotated[int, Meta(ge=1, le=3_600)] = 600


class Mail(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The weekly mail that says what waits. Nothing personal stands in it.

    host: your organisation's mail server; empty: no mail is sent.
    port: 587 for starttls, 465 for tls.
    security: starttls, tls, or none; none only to this very computer.
    username: empty if the server asks for none.
    password_file: a file that holds the password; only its owner may read it.
    ca_file: the certificate of your organisation's own authority, if the server has one of its.
    sender: the address that the mail comes from.
    to: where it goes: a role mailbox, not a person's.
    """

    host: str = ""
    port: Annotated[int, Meta(ge=1, le=65_535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str = ""
    password_file: Path | None = None
    ca_file: Path | None = None
    sender: str = ""
    to: str = ""


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that can be set.

    data: the data directory; it holds the database, the signing key, a lock and a socket.
    language: of the command line, and of the pages until a reader chooses: fi, sv or en.
    log_level: debug, info, warning or error; a log holds no names and nothing from a form.
    host: where the lead's pages listen; a loopback address, unless web.address is https.
    port: 0 takes any free one and says which.
    """

    data: Path = Path("voikukkia-node")
    language: Language = "fi"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    host: str = "127.0.0.1"
    port: Port = 8460
    push: Push = Push()
    web: Web = Web()
    backup: Backup = Backup()
    mail: Mail = Mail()
