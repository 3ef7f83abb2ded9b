import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from node import cli
from tests.node.cli.conftest import Terminal

INIT = ("init", "--name-fi", "Savo", "--name-sv", "Savolax", "--controller", "Esimerkki ry")


@pytest.mark.parametrize(
    "command",
    [
        ["status"],
        ["preview"],
        ["confirm"],
        ["coverage", "list"],
        ["group", "list"],
        ["push"],
        ["backup", "x"],
    ],
)
def test_before_init_every_command_says_what_to_do_and_makes_nothing(
    bare: Terminal, command: list[str]
) -> None:
    assert "init" in bare.refused(*command)
    assert not bare.data.exists()


def test_several_faults_of_one_form_each_name_their_field(bare: Terminal) -> None:
    lines = bare.refused("init", "--name-fi", "<b>", "--name-sv", "<i>").splitlines()

    assert [line.split(":")[0] for line in lines] == ["name-fi", "name-sv", "controller"]
    assert not bare.data.exists()


def test_init_makes_a_private_directory_with_a_private_key(bare: Terminal) -> None:
    bare.do(*INIT, "--covers", "Kuopio")

    assert stat.S_IMODE(bare.data.stat().st_mode) == 0o700
    for name in ("node.key", "node.db"):
        assert stat.S_IMODE((bare.data / name).stat().st_mode) == 0o600


def test_init_twice_is_refused_and_keeps_the_key(terminal: Terminal) -> None:
    key = (terminal.data / "node.key").read_bytes()

    assert "already" in terminal.refused(*INIT)
    assert (terminal.data / "node.key").read_bytes() == key


def test_a_misspelt_municipality_is_suggested_and_changes_nothing(bare: Terminal) -> None:
    assert "Kuopio" in bare.refused(*INIT, "--covers", "Kuopia")
    assert not bare.data.exists()


def test_a_none_is_a_persons_dated_act_and_nothing_else(terminal: Terminal) -> None:
    before = terminal.preview()
    terminal.do("coverage", "none", "Siilinjärvi")
    after = terminal.preview()

    assert [s["says"] for s in before["municipalities"]] == ["not_known", "not_known"]
    assert after["municipalities"] == [
        {"municipality": "297", "says": "not_known", "since": None},
        {"municipality": "749", "says": "none", "since": "2026-09-01"},
    ]


def test_coverage_is_listed_added_and_removed(terminal: Terminal) -> None:
    terminal.do("coverage", "add", "Iisalmi")
    terminal.do("coverage", "remove", "Kuopio")
    terminal.do("coverage", "none", "Iisalmi")
    terminal.do("coverage", "unknown", "Iisalmi")

    listed = terminal.do("coverage")

    assert "Kuopio" not in listed
    assert "Iisalmi: not known since 1 Sept 2026" in listed
    assert "Siilinjärvi: not known, unless" in listed


def test_a_group_appears_in_the_preview_without_its_private_facts(terminal: Terminal) -> None:
    terminal.do("group", "add", "Kuopio", "--lifecycle", "open", "--place", "Salainen talo 7")

    bytes_, words = terminal.do("preview", "--bytes"), terminal.do("preview")

    assert json.loads(bytes_)["offers"][0]["groups"] == {"open": 1, "coming": 0, "full": 0}
    assert "Salainen" not in bytes_
    assert "Groups in Kuopio:" in words
    assert "This never leaves:" in words


def test_confirm_is_the_instant_of_a_person(terminal: Terminal) -> None:
    terminal.clock.instant += timedelta(days=40)

    terminal.do("confirm")

    assert terminal.preview()["confirmed_at"] == "2026-10-11T09:00:00Z"


def test_a_personal_address_is_refused_and_a_person_may_overrule(terminal: Terminal) -> None:
    contact = ("contact", "set", "--organisation", "Esimerkki ry", "--email")
    personal = "etu.suku@verkosto.example"

    assert "--yes-it-is-a-role" in terminal.refused(*contact, personal)
    terminal.do(*contact, personal, "--yes-it-is-a-role")
    assert personal in terminal.do("contact", "show")


def test_a_break_is_announced_and_ended(terminal: Terminal) -> None:
    assert "ten weeks" in terminal.refused("break", "announce", "1.1.2027", "1.6.2027")
    terminal.do("break", "announce", "1.12.2026", "6.1.2027")
    announced = terminal.preview()["pause"]
    terminal.do("break", "end")

    assert announced == {"starts": "2026-12-01", "until": "2027-01-06"}
    assert terminal.preview()["pause"] is None


def test_the_network_is_shown_and_renamed(terminal: Terminal) -> None:
    terminal.do("network", "--name-sv", "Norra Savolax")

    shown = terminal.do("network")

    assert "Norra Savolax" in shown
    assert "Controller of the personal data: Esimerkki ry" in shown


def test_what_is_no_invitation_is_refused(terminal: Terminal) -> None:
    assert "invitation" in terminal.refused("enrol", "kissa")


def test_status_is_words_or_json(terminal: Terminal) -> None:
    words, facts = terminal.do("status"), json.loads(terminal.do("status", "--json"))

    assert "not enrolled" in words
    assert (facts["phase"], facts["running"]) == ("not_enrolled", False)


def test_push_without_an_enrolment_fails_in_plain_words(terminal: Terminal) -> None:
    assert terminal.refused("push")


def test_a_backup_comes_back_and_what_was_there_is_kept(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar"
    terminal.do("backup", str(file))
    terminal.do("coverage", "none", "Kuopio")
    key = (terminal.data / "node.key").read_bytes()

    assert "--yes" in terminal.refused("restore", str(file))
    assert terminal.preview()["municipalities"][0]["says"] == "none"
    restored = terminal.do("restore", str(file), "--yes")

    assert terminal.preview()["municipalities"][0]["says"] == "not_known"
    assert (terminal.data / "node.key").read_bytes() == key
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    (aside,) = terminal.data.glob("before-restore-*")
    assert str(aside) in restored
    assert (aside / "node.db").exists()


def test_a_backup_is_restored_into_an_empty_place(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar"
    terminal.do("backup", str(file))
    key = terminal.data / "recovery.key"
    terminal.data = tmp_path / "elsewhere"

    terminal.do("restore", str(file), "--key-file", str(key))

    assert "Savon esimerkkiverkosto" in terminal.do("network")
    assert list(terminal.data.glob("before-restore-*")) == []


@pytest.mark.parametrize("damage", ["flip", "cut", "other", "missing"])
def test_a_damaged_backup_changes_nothing(terminal: Terminal, tmp_path: Path, damage: str) -> None:
    file = tmp_path / "backup.tar"
    terminal.do("backup", str(file))
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    match damage:
        case "flip":
            file.write_bytes(content)
        case "cut":
            file.write_bytes(content[: len(content) // 2])
        case "other":
            file.write_text("not a backup")
        case _:
            file.unlink()
    before = {p.name: p.read_bytes() for p in terminal.data.iterdir() if p.is_file()}

    assert "backup" in terminal.refused("restore", str(file), "--yes")

    after = {p.name: p.read_bytes() for p in terminal.data.iterdir() if p.is_file()}
    assert {n: c for n, c in after.items() if n != "lock"} == before


def test_a_key_that_others_can_read_is_not_used(terminal: Terminal, tmp_path: Path) -> None:
    (terminal.data / "node.key").chmod(0o644)

    assert "chmod 600" in terminal.refused("backup", str(tmp_path / "x"))


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        ('languge = "fi"', "language"),
        ("port = 99999", "port"),
        ("[", "TOML"),
        ('language = "ru"', "language"),
    ],
)
def test_wrong_settings_are_told(
    terminal: Terminal, tmp_path: Path, content: str, hint: str
) -> None:
    config = tmp_path / "node.toml"
    config.write_text(content)

    assert hint in terminal.refused("--config", str(config), "status")


def test_settings_come_from_the_file_and_the_environment_over_it(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "node.toml"
    config.write_text('host = "0.0.0.0"\n')
    monkeypatch.setenv("VOIKUKKIA_NODE_CONFIG", str(config))
    in_file = terminal.refused("serve")
    monkeypatch.setenv("VOIKUKKIA_NODE_HOST", "192.0.2.1")

    assert "0.0.0.0" in in_file  # noqa: S104
    assert "192.0.2.1" in terminal.refused("serve")


@pytest.mark.parametrize("tokens", [["nonsense"], ["coverage", "add", "--nonsense"], ["restore"]])
def test_misuse_is_exit_code_two(terminal: Terminal, tokens: list[str]) -> None:
    assert terminal.type(*tokens).code == 2


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("fi", "Komentoa statu ei ole. Tarkoitatko status?\n"),
        ("sv", "Det finns inget kommando statu. Menar du status?\n"),
        ("en", "There is no command statu. Is status meant?\n"),
    ],
)
def test_misuse_is_told_in_the_language_asked_for(
    terminal: Terminal, language: str, told: str
) -> None:
    assert terminal.type("statu", language=language).err == told


@pytest.mark.parametrize("command", [[], ["coverage"], ["group"], ["contact", "set"], ["push"]])
def test_help_teaches_without_a_network(bare: Terminal, command: list[str]) -> None:
    assert "Usage: voikukkia-node" in bare.do(*command, "--help")


def test_help_of_everything_names_every_command(bare: Terminal) -> None:
    listed = bare.do("--help")

    for names in (
        ("init", "network", "coverage", "contact", "break", "enrol", "preview", "confirm"),
        ("push", "status", "backup", "restore", "serve", "import"),
        ("group", "meeting", "organiser", "instructor", "training", "activity"),
    ):
        assert all(f"\n│ {name} " in listed for name in names)


def test_the_language_is_chosen_for_answers_and_refusals(terminal: Terminal) -> None:
    swedish = terminal.type("status", language="sv")
    finnish = terminal.type("coverage", "none", "Kuopia", language="fi")

    assert "not enrolled" not in swedish.out
    assert "Did you mean" not in finnish.err


def test_a_node_whose_clock_says_1970_can_be_set_up(bare: Terminal) -> None:
    bare.clock.instant = datetime(1970, 1, 1, tzinfo=UTC)

    bare.do(*INIT, "--covers", "Kuopio")

    assert bare.preview()["observed_at"] == "1970-01-01T00:00:00Z"


def test_main_is_the_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["voikukkia-node", "nonsense"])

    with pytest.raises(SystemExit) as ended:
        cli.main()

    assert ended.value.code == 2
