"""Bring up the hub and the nodes, for real: invite, enrol, confirm by fingerprint, serve."""

import json
import re
import shutil
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from deploy.demo.networks import Command, Example
from deploy.demo.processes import DemoError, Program, ask, free_port

FINGERPRINT = re.compile(r"\b[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}\b")
INVITATION = re.compile(r"^voikukkia-\S+$", re.MULTILINE)
HERE = Path(__file__).parent
CLERK = "deploy.demo.clerk"
LIMITS = """
[limits]  # shortened, so that a silent network turns unknown while you watch
contact_s = 60
late_s = 40
silent_s = 50
word_every_s = 12
hello_every_s = 12
"""


class Federation:
    """A hub and its nodes in one folder, each with a data folder and a log of its own."""

    def __init__(self, folder: Path, networks: tuple[Example, ...], past_days: int) -> None:
        """`past_days`: how long ago the networks were enrolled and lived their first quarter."""
        self.folder = folder
        self.networks = networks
        self._past = past_days
        self.site = f"http://127.0.0.1:{free_port(8450)}"
        self.api = f"http://127.0.0.1:{free_port(8440)}"
        self.desk = f"http://127.0.0.1:{free_port(8470)}"
        self.faces: dict[str, str] = {}
        self._programs: dict[str, Program] = {}

    def prepare(self) -> None:
        """Make the folder anew, and enrol all networks in the quarter before."""
        if self.folder.exists():
            if not (self.folder / "demo.txt").exists():
                raise DemoError(f"{self.folder} is not a folder of this demonstration")
            shutil.rmtree(self.folder)
        self.folder.mkdir(parents=True)
        (self.folder / "demo.txt").write_text("Made by the demonstration; may be deleted.\n")
        (self.folder / "hub.toml").write_text(self._hub_settings(), encoding="utf-8")
        self._earlier("hub", ("init",))
        hub = json.dumps([[*self._hub_arguments(), "serve"]])
        self._start("hub", "python", "-m", CLERK, "hub", str(-self._past), hub)
        self._programs["hub"].wait_for(f"{self.api}/healthz")
        self._by_two(self._enrol_one)
        if not self._programs.pop("hub").stop():
            raise DemoError("the hub did not end by itself")

    def settle(self) -> None:
        """Start the hub, set up all nodes, and start them."""
        self._start("hub", "voikukkia-hub", *self._hub_arguments(), "serve")
        self._programs["hub"].wait_for(f"{self.site}/data/v1/manifest.json")
        self._by_two(self._settle_one)

    def hub(self, *arguments: str) -> str:
        """Run one command of the hub and return what it printed."""
        return ask("voikukkia-hub", *self._hub_arguments(), *arguments)

    def node(self, name: str, *arguments: str) -> str:
        """Run one command of a node and return what it printed."""
        return ask("voikukkia-node", *self._node_arguments(name), *arguments)

    def silence(self, name: str) -> None:
        """End a node for good, as a power cut would."""
        self._programs.pop(name).kill()

    def require_alive(self) -> None:
        """Raise DemoError if any program has died."""
        for program in self._programs.values():
            program.require_alive()

    def stop(self) -> list[str]:
        """End every program, nodes first; return the names of those that did not end cleanly."""
        names = sorted(self._programs, key=lambda name: name == "hub")
        return [name for name in names if not self._programs[name].stop()]

    def _by_two(self, job: Callable[[Example], None]) -> None:
        """Do it for all networks, two at a time."""
        with ThreadPoolExecutor(2) as two:
            for done in [two.submit(job, network) for network in self.networks]:
                done.result()

    def _enrol_one(self, network: Example) -> None:
        """Invite, enrol, confirm by fingerprint, and live the quarter before."""
        (self.folder / f"{network.node}.toml").write_text("language = 'fi'\n")
        found = INVITATION.search(
            self._earlier("hub", ("invite", network.node, *self._grant(network)))
        )
        if found is None:
            raise DemoError(f"no invitation for {network.node}")
        name = ("--name-fi", network.name_fi, "--name-sv", network.name_sv)
        covers = ("--controller", network.controller, "--covers", network.covers)
        printed = self._earlier(
            network.node, ("init", *name, *covers), ("enrol", found.group()), *network.past
        )
        read_out = FINGERPRINT.search(printed)
        if read_out is None:
            raise DemoError(f"{network.node} printed no fingerprint")
        self._earlier("hub", ("confirm", network.node, read_out.group()))

    def _earlier(self, name: str, *commands: Command) -> str:
        """Type commands into the hub or a node in the quarter before; return what was printed."""
        return self._type(name, commands, -self._past)

    def _type(self, name: str, commands: Iterable[Command], days: int = 0) -> str:
        program = "hub" if name == "hub" else "node"
        known = self._hub_arguments() if name == "hub" else self._node_arguments(name)
        typed = [[*known, *command] for command in commands]
        return ask("python", "-m", CLERK, program, str(days), json.dumps(typed))

    def _settle_one(self, network: Example) -> None:
        self._set_up(network)
        port = free_port(0)
        self.faces[network.node] = f"http://127.0.0.1:{port}"
        settings = f"language = 'fi'\nport = {port}\n"
        (self.folder / f"{network.node}.toml").write_text(settings)
        self._start(network.node, "voikukkia-node", *self._node_arguments(network.node), "serve")
        self._programs[network.node].wait_for(f"{self.faces[network.node]}/node.css")
        self.node(network.node, "push")
        self.hub("contact", "approve", network.node, "1")

    def _set_up(self, network: Example) -> None:
        """Type what its lead types today, and confirm that all of it is right."""
        contact = (
            *("contact", "set", "--organisation", network.controller, "--text-messages"),
            *("--email", f"ryhmat@{network.node}.example", "--telephone", "+358 40 000 0000"),
            *("--hours-fi", "arkisin klo 9–15", "--hours-sv", "vardagar kl. 9–15"),
            *("--hours-en", "weekdays 9–15", "--languages", "fi, sv"),
        )
        imports = (("import", str(HERE / network.imports)),) if network.imports else ()
        self._type(network.node, (contact, *imports, *network.commands, ("confirm",)))

    def _grant(self, network: Example) -> tuple[str, ...]:
        names = ("--name-fi", network.name_fi, "--name-sv", network.name_sv)
        if network.area:
            return (*names, "--area", network.area)
        return (*names, "--none", "--reach", network.reach)

    def _start(self, name: str, script: str, *arguments: str) -> None:
        program = Program(script, *arguments, log=self.folder / f"{name}.log")
        self._programs[name] = program
        program.start()

    def _hub_arguments(self) -> tuple[str, ...]:
        return ("--data", str(self.folder / "hub"), "--config", str(self.folder / "hub.toml"))

    def _node_arguments(self, name: str) -> tuple[str, ...]:
        return ("--data", str(self.folder / name), "--config", str(self.folder / f"{name}.toml"))

    def _hub_settings(self) -> str:
        addresses = (self.site, self.api, self.desk)
        site_port, api_port, desk_port = (one.rsplit(":", 1)[1] for one in addresses)
        return f"""language = "en"

[listen]
site_port = {site_port}
api_port = {api_port}

[desk]
port = {desk_port}

[api]
base_url = "{self.api}"

[site]
base_url = "{self.site}"
national_contact_name = "Esimerkkiliitto ry"
national_contact_email = "voikukkia@liitto.example"
national_contact_phone = "+358 9 000 0000"
{LIMITS}"""
