"""Bring up the hub and the nodes, for real: invite, enrol, confirm by fingerprint, serve."""

import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from deploy.demo.networks import Example
from deploy.demo.processes import DemoError, Program, ask, free_port

FINGERPRINT = re.compile(r"\b[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}\b")
INVITATION = re.compile(r"^voikukkia-\S+$", re.MULTILINE)
HERE = Path(__file__).parent
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

    def __init__(self, folder: Path, networks: tuple[Example, ...]) -> None:
        self.folder = folder
        self.networks = networks
        self.site = f"http://127.0.0.1:{free_port(8450)}"
        self.api = f"http://127.0.0.1:{free_port(8440)}"
        self.faces: dict[str, str] = {}
        self._programs: dict[str, Program] = {}

    def prepare(self) -> None:
        """Make the folder anew and start the hub."""
        if self.folder.exists():
            if not (self.folder / "demo.txt").exists():
                raise DemoError(f"{self.folder} is not a folder of this demonstration")
            shutil.rmtree(self.folder)
        self.folder.mkdir(parents=True)
        (self.folder / "demo.txt").write_text("Made by the demonstration; may be deleted.\n")
        (self.folder / "hub.toml").write_text(self._hub_settings(), encoding="utf-8")
        self.hub("init")
        self._start("hub", "voikukkia-hub", *self._hub_arguments(), "serve")
        self._programs["hub"].wait_for(f"{self.site}/data/v1/manifest.json")

    def settle(self) -> None:
        """Set up all nodes, two at a time, and start them."""
        with ThreadPoolExecutor(2) as two:
            for done in [two.submit(self._settle_one, network) for network in self.networks]:
                done.result()

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

    def _settle_one(self, network: Example) -> None:
        self._set_up(network)
        printed = self.hub("invite", network.node, *self._grant(network))
        found = INVITATION.search(printed)
        if found is None:
            raise DemoError(f"no invitation in: {printed}")
        read_out = FINGERPRINT.search(self.node(network.node, "enrol", found.group()))
        if read_out is None:
            raise DemoError(f"{network.node} printed no fingerprint")
        self.hub("confirm", network.node, read_out.group())
        port = free_port(0)
        self.faces[network.node] = f"http://127.0.0.1:{port}"
        settings = f"language = 'fi'\nport = {port}\n"
        (self.folder / f"{network.node}.toml").write_text(settings)
        self._start(network.node, "voikukkia-node", *self._node_arguments(network.node), "serve")
        self._programs[network.node].wait_for(f"{self.faces[network.node]}/node.css")
        self.node(network.node, "push")
        self.hub("contact", "approve", network.node)

    def _set_up(self, network: Example) -> None:
        (self.folder / f"{network.node}.toml").write_text("language = 'fi'\n")
        name = ("--name-fi", network.name_fi, "--name-sv", network.name_sv)
        self.node(
            network.node, "init", *name, "--controller", network.controller,
            "--covers", network.covers,
        )  # fmt: skip
        self.node(
            network.node, "contact", "set", "--organisation", network.controller,
            "--email", f"ryhmat@{network.node}.example", "--telephone", "+358 40 000 0000",
            "--hours-fi", "arkisin klo 9–15", "--hours-sv", "vardagar kl. 9–15",
            "--hours-en", "weekdays 9–15", "--languages", "fi, sv", "--text-messages",
        )  # fmt: skip
        if network.imports:
            self.node(network.node, "import", str(HERE / network.imports))
        for command in network.commands:
            self.node(network.node, *command)

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
        site_port, api_port = (address.rsplit(":", 1)[1] for address in (self.site, self.api))
        return f"""language = "en"

[listen]
site_port = {site_port}
api_port = {api_port}

[api]
base_url = "{self.api}"

[site]
base_url = "{self.site}"
national_contact_name = "Esimerkkiliitto ry"
national_contact_email = "voikukkia@liitto.example"
national_contact_phone = "+358 9 000 0000"
{LIMITS}"""
