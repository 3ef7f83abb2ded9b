"""Bad input at the command lines: each its own clear message, no traceback, nothing changed."""

from pathlib import Path

import pytest

from hub import cli as hub_cli
from node import cli as node_cli
from tests.federation.typed import CLOCK, Typed, dump


@pytest.fixture
def typed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Typed:
    typed = Typed(tmp_path / "node", capsys)
    typed.good(
        *("init", "--name-fi", "Esimerkkiverkosto", "--controller", "Esimerkki ry"),
        *("--covers", "Itä-Uusimaa"),
    )
    typed.good("group", "add", "Porvoo", "--id", "ryhma", "--start", "1/2027")
    return typed


@pytest.mark.parametrize("side", ["node", "hub"])
def test_an_unknown_setting_names_the_nearest(
    side: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text('langauge = "fi"\n')
    run = node_cli.run if side == "node" else hub_cli.run

    code = run(["--data", str(tmp_path / "data"), "--config", str(settings), "status"], CLOCK)

    assert code == 1
    assert "no setting langauge. Is language meant" in capsys.readouterr().err
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("side", ["node", "hub"])
def test_settings_that_are_not_toml_or_not_there(
    side: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text('language = "fi"\n[listen\n')
    run = node_cli.run if side == "node" else hub_cli.run

    assert run(["--config", str(settings), "status"], CLOCK) == 1
    assert "line 2: this is not TOML" in capsys.readouterr().err
    assert run(["--config", str(tmp_path / "none.toml"), "status"], CLOCK) == 1
    assert "cannot be read: No such file or directory" in capsys.readouterr().err


def test_a_file_that_cannot_be_read(typed: Typed, tmp_path: Path) -> None:
    assert "No such file" in typed.refused("import", str(tmp_path / "none.csv"))
    assert "Is a directory" in typed.refused("import", str(tmp_path))
    noise = tmp_path / "noise.csv"
    noise.write_bytes(bytes(range(256)) * 20)
    assert "not text" in typed.refused("import", str(noise))
    noise.write_bytes(b"PK\x03\x04")
    assert ".xlsx" in typed.refused("import", str(noise))
    noise.write_bytes(b"x" * 30_000_000)
    assert "larger than" in typed.refused("import", str(noise))


def test_a_municipality_that_does_not_exist(typed: Typed) -> None:
    assert "Porvoo" in typed.refused("group", "add", "Porvo", "--start", "1/2027")
    assert "Loviisa" in typed.refused("coverage", "none", "Lovisaa")
    assert "Sipoo" in typed.refused("group", "edit", "ryhma", "--serves", "Porvoo, Siipoo")


def test_a_municipality_that_does_not_exist_at_the_hub(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ["--data", str(tmp_path / "hub")]
    assert hub_cli.run([*data, "init"], CLOCK) == 0
    before = dump(tmp_path / "hub" / "hub.db")

    code = hub_cli.run(
        [*data, "invite", "savo", "--name-fi", "Savo", "--municipalities", "Kuopijo"], CLOCK
    )

    assert code == 1
    assert "Kuopio" in capsys.readouterr().err
    assert dump(tmp_path / "hub" / "hub.db") == before


def test_a_meeting_over_three_hours(typed: Typed) -> None:
    days = "7.1.2027; 14.1.2027"
    told = typed.refused("group", "edit", "ryhma", "--meetings", days, "--minutes", "181")
    assert "3 hours" in told or "180" in told or "three hours" in told
    typed.good("group", "edit", "ryhma", "--meetings", days, "--minutes", "180")


@pytest.mark.parametrize("text", ["1/13/2027", "31.2.2027", "2027-1-7", "7.1.27", "ensi torstai"])
def test_a_date_in_a_wrong_form(typed: Typed, text: str) -> None:
    told = typed.refused("group", "edit", "ryhma", "--meetings", text)
    assert "1.9.2026" in told
    assert text in told
    assert text in typed.refused("break", "announce", text, "31.3.2027")
    assert "month" in typed.refused("group", "postpone", "ryhma", "--until", text)


def test_merged_headings(typed: Typed, tmp_path: Path) -> None:
    sheet = tmp_path / "ryhmat.csv"
    good = "kunta;kohderyhmä;kieli;tila;alkaa\nLoviisa;kaikki;suomi;avoin;2/2027\n"
    for wrong in (
        f"Ryhmät keväällä 2027;;;;\n{good}",
        good.replace("kohderyhmä;kieli", "kohderyhmä;"),
        good.replace("kohderyhmä;kieli", "kieli;kieli"),
    ):
        sheet.write_bytes(wrong.encode("cp1252"))
        assert "unmerge" in typed.refused("import", str(sheet))
    sheet.write_bytes(good.encode("cp1252"))
    assert "1 new" in typed.good("import", str(sheet))


def test_rows_in_error_are_told_and_the_good_ones_stay(typed: Typed, tmp_path: Path) -> None:
    sheet = tmp_path / "ryhmat.csv"
    sheet.write_text(
        "kunta;kohderyhmä;kieli;tila;päivät;kesto minuutteina\n"
        "Lovisaa;kaikki;suomi;avoin;4.2.2027;120\n"
        "Loviisa;kaikki;suomi;avoin;4/2/2027;120\n"
        "Loviisa;kaikki;suomi;avoin;4.2.2027;200\n",
    )
    told = " ".join(typed.refused("import", str(sheet)).split())
    assert "3 in error" in told
    for reason in ("Loviisa", "is not a date", "180"):
        assert reason in told


def test_an_invitation_cut_in_the_middle(typed: Typed) -> None:
    assert "whole line" in typed.refused("enrol", "voikukkia-eyJzY2hlbWEi")
