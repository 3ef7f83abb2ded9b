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


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that can be set.

    data: the data directory; it holds the database, the signing key, a lock and a socket.
    language: of the command line, and of the pages until a reader chooses: fi, sv or en.
    log_level: debug, info, warning or error; a log holds no names and nothing from a form.
    host: where the lead's pages listen; only a loopback address, until pages have sign-in.
    port: 0 takes any free one and says which.
    """

    data: Path = Path("voikukkia-node")
    language: Language = "fi"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    host: str = "127.0.0.1"
    port: Port = 8460
    push: Push = Push()
