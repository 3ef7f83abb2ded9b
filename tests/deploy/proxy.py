"""The proxy of the handbook on loopback: nginx with the very file of deploy/, and who asks it.

The file is not copied: what a test cannot have (TLS, ports below 1024, folders of root) is put
otherwise by SUBSTITUTES, each of which must fit, and nothing else of it changes.
"""

import grp
import os
import pwd
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from tests.ports import free_port

CONFIG = Path(__file__).parents[2] / "deploy/proxy/nginx.conf"
SUBSTITUTES = (
    (r"listen 443 ssl http2;", "listen 127.0.0.1:{port};", 2),
    (r"ssl_certificate(_key)? .*;", "", 4),
    (r"/var/lib/voikukkia-hub/snapshots/current;", "{root};", 1),
    (r"/var/log/nginx/", "{aside}/", 2),
)
"""Pattern, what stands for it here, and how often the file has it."""

AROUND = """
{user}
daemon off;
worker_processes 1;
pid {aside}/nginx.pid;
error_log {aside}/starting.log notice;
events {{ worker_connections 256; }}
http {{
    client_body_temp_path {aside}/body;
    proxy_temp_path {aside}/proxy;
    fastcgi_temp_path {aside}/fastcgi;
    uwsgi_temp_path {aside}/uwsgi;
    scgi_temp_path {aside}/scgi;
    {site}
}}
"""
START_LIMIT_S = 120


class ProxyError(Exception):
    """nginx is missing, or did not come up."""


class Proxy(Struct, frozen=True):
    """A running nginx: its address, and the folder with what it writes."""

    url: str
    aside: Path

    def written(self) -> str:
        """Return everything it has logged since it answers."""
        names = ("voikukkia-counts.log", "voikukkia-errors.log")
        return "".join((self.aside / name).read_text() for name in names)


@contextmanager
def proxy(root: Path, aside: Path) -> Iterator[Proxy]:
    """Run nginx on a snapshot folder, as the user we are, until the end of the block."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        raise ProxyError("nginx is missing: sudo apt-get install -y nginx-light")
    aside.mkdir()
    port = free_port()
    config = aside / "nginx.conf"
    config.write_text(_around(_here(port, root, aside), aside))
    command = [program, "-p", str(aside), "-e", str(aside / "starting.log"), "-c", str(config)]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as server:
        try:
            _answering(server, port)
            yield Proxy(f"http://127.0.0.1:{port}", aside)
        finally:
            server.terminate()


def _here(port: int, root: Path, aside: Path) -> str:
    """Return the file of deploy/ for this machine. Raises ProxyError if a substitute is unused."""
    text = CONFIG.read_text(encoding="utf-8")
    for pattern, other, times in SUBSTITUTES:
        text, count = re.subn(pattern, other.format(port=port, root=root, aside=aside), text)
        if count != times:
            raise ProxyError(f"{pattern} stands {count} times in {CONFIG.name}, not {times}")
    return text


def _around(site: str, aside: Path) -> str:
    """Return a whole configuration; nginx started by root would else give its rights away."""
    user, group = pwd.getpwuid(os.getuid()).pw_name, grp.getgrgid(os.getgid()).gr_name
    named = f"user {user} {group};" if os.getuid() == 0 else ""
    return AROUND.format(user=named, aside=aside, site=site)


def _answering(server: subprocess.Popen[bytes], port: int) -> None:
    """Return once it takes connections. Raises ProxyError with what it says instead."""
    last = time.monotonic() + START_LIMIT_S
    while server.poll() is None and time.monotonic() < last:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    server.terminate()
    raise ProxyError((server.communicate()[1] or b"nginx does not answer").decode())
