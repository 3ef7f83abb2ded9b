"""The embedded static server against nginx, each alone on one core, on the same file.

Both are real processes; wrk loads them from another core. nginx is Debian's, one worker, sendfile
and ready-made gzip files, no log; ours sends its security headers, too.
"""

import os
import pwd
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.bench.rounds import Finding, ratios, typical

ROUNDS = 3
SECONDS = 3
CONNECTIONS = 32
PAGE = "/fi/kunta/kuopio/"
SITE_PORT, NGINX_PORT = 18_451, 18_452
GOAL = 0.25
START_LIMIT_S = 60
FORMS: tuple[tuple[str, Mapping[str, str]], ...] = (
    ("gzip", {"Accept-Encoding": "gzip"}),
    ("as it is", {"Accept-Encoding": "identity"}),
)
NGINX = """
user {user};
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr crit;
events {{ worker_connections 1024; }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 100000000;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        root {root};
        index index.html;
        gzip_static on;
    }}
}}
"""


class LoadError(Exception):
    """A server did not come up, or did not answer as it should."""


def cores() -> tuple[int, int]:
    """Return the core of the servers and that of the load; the same one if there is but one."""
    every = sorted(os.sched_getaffinity(0))
    return every[0], every[-1]


def pinned(core: int, *command: str) -> list[str]:
    """Return the command, bound to a core."""
    return ["taskset", "--cpu-list", str(core), *command]


def measure(data: Path, aside: Path) -> list[Finding]:
    """Measure both servers on a hub's published page, in turns."""
    hub = f"http://127.0.0.1:{SITE_PORT}{PAGE}"
    other = f"http://127.0.0.1:{NGINX_PORT}{PAGE}"
    found = []
    with hub_serving(data) as started, nginx_serving(data / "snapshots/current", aside):
        for name, headers in FORMS:
            size = _same(hub, other, headers)
            ours, theirs = [], []
            for _ in range(ROUNDS):
                ours.append(rate(hub, headers))
                theirs.append(rate(other, headers))
            beside = f"{typical(ours, 'a second')} against {typical(theirs, '')}, {size:,} bytes"
            what = f"embedded server / nginx, {name}"
            found.append(Finding(what, ratios(ours, theirs), goal=("≥", GOAL), beside=beside))
    return [*found, Finding("hub serve: start until the site answers", [started], "ms")]


def rate(url: str, headers: Mapping[str, str]) -> float:
    """Return the requests a second that wrk gets answered. Raises LoadError for any error."""
    options = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    wrk = ("wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", *options, url)
    said = subprocess.run(pinned(cores()[1], *wrk), capture_output=True, text=True, check=True)
    speed = re.search(r"Requests/sec:\s+([0-9.]+)", said.stdout)
    if speed is None or "Non-2xx" in said.stdout or "Socket errors" in said.stdout:
        raise LoadError(said.stdout)
    return float(speed[1])


@contextmanager
def hub_serving(data: Path) -> Iterator[float]:
    """Run `voikukkia-hub serve` on one core; yield the milliseconds until it answered."""
    environ = {
        **os.environ,
        "VOIKUKKIA_HUB_DATA": str(data),
        "VOIKUKKIA_HUB_LISTEN__SITE_PORT": str(SITE_PORT),
        "VOIKUKKIA_HUB_LISTEN__API_PORT": "0",
    }
    code = "from hub.cli import main; main()"
    command = pinned(cores()[0], sys.executable, "-c", code, "serve")
    begun = time.perf_counter()
    with running(command, f"http://127.0.0.1:{SITE_PORT}{PAGE}", environ):
        yield (time.perf_counter() - begun) * 1e3


@contextmanager
def nginx_serving(root: Path, aside: Path) -> Iterator[None]:
    """Run nginx on the same core, on the same folder."""
    aside.mkdir()
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        raise LoadError("nginx is missing: sudo apt-get install -y nginx-light")
    user = pwd.getpwuid(os.getuid()).pw_name
    text = NGINX.format(user=f"{user} {user}", folder=aside, port=NGINX_PORT, root=root)
    config = aside / "nginx.conf"
    config.write_text(text)
    command = pinned(cores()[0], program, "-p", str(aside), "-c", str(config))
    with running(command, f"http://127.0.0.1:{NGINX_PORT}{PAGE}", dict(os.environ)):
        yield


@contextmanager
def running(
    command: list[str], url: str, environ: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server from its first answer on; end it afterwards."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=environ, stdout=quiet, stderr=quiet) as server:
        try:
            last = time.monotonic() + START_LIMIT_S
            while _status(url) != 200:
                if server.poll() is not None or time.monotonic() > last:
                    raise LoadError(f"{' '.join(command)} does not answer at {url}")
                time.sleep(0.02)
            yield server
        finally:
            server.terminate()


def _status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 (loopback)
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def _same(ours: str, theirs: str, headers: Mapping[str, str]) -> int:
    """Return the size of the body both servers give. Raises LoadError if they differ."""
    bodies = []
    for url in (ours, theirs):
        asked = urllib.request.Request(url, headers=dict(headers))  # noqa: S310 (loopback)
        with urllib.request.urlopen(asked, timeout=5) as answer:  # noqa: S310 (loopback)
            bodies.append(answer.read())
    if bodies[0] != bodies[1]:
        raise LoadError("the two servers answer with different bytes")
    return len(bodies[0])
