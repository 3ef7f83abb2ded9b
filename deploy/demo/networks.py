"""The invented example networks. People are called Esimerkki, contacts end in `.example`."""

from dataclasses import dataclass, field

Command = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Example:
    """One example network: what its lead types today, and in the quarter before (`past`)."""

    node: str
    name_fi: str
    name_sv: str
    area: str
    covers: str
    commands: tuple[Command, ...]
    past: tuple[Command, ...] = ()
    goes_silent: bool = False
    imports: str = ""
    reach: str = ""
    controller: str = field(default="Esimerkkiyhdistys ry")


def instructors(*, trained: bool = True) -> tuple[Command, ...]:
    """Return two professional instructors and a peer, all with the training or none."""
    people: tuple[Command, ...] = (
        ("instructor", "add", "Aino Esimerkki", "--id", "aino", "--role", "professional"),
        ("instructor", "add", "Otso Esimerkki", "--id", "otso", "--role", "professional"),
        ("instructor", "add", "Vertti Esimerkki", "--id", "vertti", "--role", "peer"),
    )
    if not trained:
        return people
    course = ("--days", "4", "--place", "Tampere", "--held-by", "Esimerkkikouluttaja")
    return people + tuple(
        ("training", "add", who, "14.5.2021", *course) for who in ("aino", "otso", "vertti")
    )


def organiser(name: str, kind: str, *where: str) -> Command:
    """Return the command that adds an organiser with the id `jarjestaja`."""
    return ("organiser", "add", name, "--id", "jarjestaja", "--kind", kind, *where)


def group(place: str, own_id: str, *options: str) -> Command:
    """Return the command that adds a group with the three instructors and the organiser."""
    staff = ("--instructors", "aino, otso, vertti", "--organisers", "jarjestaja")
    return ("group", "add", place, "--id", own_id, *staff, *options)


def examples(month: str, later: str) -> tuple[Example, ...]:
    """Return the six networks; `month` and `later` are months to come, such as 2/2027."""
    return (
        Example(
            node="ita-uusimaa",
            name_fi="Itä-Uudenmaan esimerkkiverkosto",
            name_sv="Östra Nylands exempelnätverk",
            area="01",
            covers="Itä-Uusimaa",
            imports="g1.csv",
            commands=(
                *instructors(),
                organiser("Esimerkkialue", "county", "--area", "01"),
                group(
                    "Porvoo", "porvoo-uusi", "--lifecycle", "open", "--start", month,
                    "--serves", "Askola, Loviisa, Porvoo, Sipoo", "--time-of-day", "evening",
                    "--other-mother-tongue", "yes", "--social-worker", "yes",
                ),
                group(
                    "Loviisa", "lovisa-sv", "--lifecycle", "planned", "--start", later,
                    "--serves", "Loviisa, Lapinjärvi", "--languages", "sv",
                ),
                ("coverage", "none", "Myrskylä"),
            ),
        ),
        Example(
            node="keski-pohjanmaa",
            name_fi="Keski-Pohjanmaan esimerkkiverkosto",
            name_sv="Mellersta Österbottens exempelnätverk",
            area="18",
            covers="Keski-Pohjanmaa",
            commands=(
                *instructors(),
                organiser("Esimerkkialue", "county", "--area", "18"),
                group(
                    "Kokkola", "kysy-sosiaalityontekijalta", "--lifecycle", "open",
                    "--start", "on_request", "--catchment", "area", "--languages", "fi, sv",
                    "--show-area-only", "yes",
                ),
            ),
        ),
        Example(
            node="pohjois-savo",
            name_fi="Pohjois-Savon esimerkkiverkosto",
            name_sv="Norra Savolax exempelnätverk",
            area="13",
            covers="Pohjois-Savo",
            past=(
                *instructors(),
                organiser("Esimerkkiyhdistys ry", "ngo", "--municipality", "Kuopio"),
            ),
            commands=(
                group(
                    "Kuopio", "kuopio-1", "--lifecycle", "open", "--start", month,
                    "--serves", "Kuopio, Siilinjärvi", "--time-of-day", "daytime",
                    "--tell-peer-instructor", "yes", "--travel-costs", "paid",
                ),
                group(
                    "Iisalmi", "iisalmi-isat", "--lifecycle", "open", "--start", "when_found",
                    "--serves", "Iisalmi, Sonkajärvi, Vieremä", "--audience", "fathers",
                ),
                group("Varkaus", "varkaus-1", "--lifecycle", "full", "--start", month,
                      "--serves", "Varkaus, Leppävirta, Joroinen"),
                group(
                    "Kuopio", "etaryhma", "--lifecycle", "open", "--start", later,
                    "--format", "remote", "--catchment", "area",
                ),
                ("coverage", "none", "Rautavaara", "Kaavi"),
            ),
        ),
        Example(
            node="pirkanmaa",
            name_fi="Pirkanmaan esimerkkiverkosto",
            name_sv="Birkalands exempelnätverk",
            area="08",
            covers="Tampere, Nokia, Ylöjärvi, Kangasala, Lempäälä",
            commands=(
                *instructors(trained=False),
                organiser("Esimerkkiyhdistys ry", "ngo", "--municipality", "Tampere"),
                group(
                    "Tampere", "tampere-1", "--lifecycle", "planned", "--start", later,
                    "--serves", "Tampere, Nokia, Ylöjärvi, Kangasala",
                ),
                ("activity", "add", "cafe", "Tampere", "https://kahvila.example/tampere"),
            ),
        ),
        Example(
            node="kainuu",
            name_fi="Kainuun esimerkkiverkosto (vaikenee)",
            name_sv="Kajanalands exempelnätverk (tystnar)",
            area="20",
            covers="Kainuu",
            goes_silent=True,
            commands=(
                *instructors(),
                organiser("Esimerkkialue", "county", "--area", "20"),
                group("Kajaani", "kajaani-1", "--lifecycle", "open", "--start", month,
                      "--catchment", "area"),
            ),
        ),
        Example(
            node="yllapitaja",
            name_fi="Ylläpitäjän esimerkkisolmu",
            name_sv="Administratörens exempelnod",
            area="",
            covers="",
            reach="21",
            commands=(
                *instructors(),
                organiser("Esimerkkiyhdistys ry", "ngo", "--municipality", "Rovaniemi"),
                group("Rovaniemi", "rovaniemi-1", "--lifecycle", "open", "--start", month,
                      "--serves", "Rovaniemi"),
            ),
        ),
    )  # fmt: skip
