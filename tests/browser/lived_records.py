"""What the people of a node type in a spring, so that every page has something to show."""

ORGANISERS = (
    {"name": "Esimerkki ry", "kind": "ngo", "municipality": "Kuopio"},
    {"name": "Esimerkkialue", "kind": "county", "area": "Pohjois-Savo", "valid_from": "1.1.2023"},
)
PEOPLE = (
    {"name": "Aino Esimerkki", "role": "professional", "ethical_principles_on": "1.3.2026"},
    {"name": "Otso Esimerkki", "role": "professional", "phone": "040 000 0001"},
    {"name": "Vertti Esimerkki", "role": "peer", "was_in_group": "no"},
)
TRAININGS = {
    "ohjaaja-1": {"day": "20.11.2025", "days": "4", "place": "Tampere", "held_by": "Kasper"},
    "ohjaaja-2": {"day": "14.5.2021", "days": "3", "place": "Kuopio"},
}
STAFFED = {"organisers": "esimerkki-ry", "instructors": "ohjaaja-1, ohjaaja-2, ohjaaja-3"}
GROUPS = (
    {"meets_in": "Kuopio", "lifecycle": "open", "planned_meetings": "8", "audience": "isät"}
    | {"meetings": "13.8.2026, 20.8.2026, 27.8.2026, 3.9.2026, 10.9.2026, 17.9.2026, 24.9.2026"}
    | {"starts_at": "17.30", "minutes": "150", "place": "Esimerkkikuja 1", "parents": "6"}
    | STAFFED,
    {"meets_in": "Iisalmi", "lifecycle": "open", "start": "when_found", "parents": "3"} | STAFFED,
    {"meets_in": "Rautavaara", "lifecycle": "planned", "start": "2/2027", "languages": "ruotsi"}
    | {"interpreter": "yes", "tell_peer_instructor": "yes", "instructors": "ohjaaja-3"},
    {"meets_in": "Siilinjärvi", "lifecycle": "ended", "meetings": "5.2.2026, 12.2.2026, 19.2.2026"}
    | {"instructors": "ohjaaja-1", "wants_name": "yes", "start_confirmed_on": "5.2.2026"}
    | {"end_confirmed_on": "19.2.2026"},
)
ENQUIRY = {
    "contact": "040 555 0199",
    "ways": ["call", "text"],
    "message": "none",
    "introduce": "line",
    "line": "Liisa kirjastosta",
    "municipality": "Kuopio",
    "consent": ["yes", ""],
}
WORK = {
    "workshops": {"day": "1.9.2026", "place": "Kuopio", "took_part": "14"},
    "participation": {
        "kind": "parents_panel",
        "name": "Maija Meikäläinen ja muut",
        "days": "1.2.2026; 3.5.2026",
        "parents": "7",
    },
    "commitments": {
        "organiser": "esimerkki-ry",
        "kind": "supervision",
        "valid_from": "1.1.2026",
    },
    "agreements": {"party": "Kuopion seurakunta", "kind": "partnership", "starts": "1.1.2026"},
    "costs": {"group": "kuopio-2026-1", "kind": "rooms", "planned_eur": "1 250,50"},
    "activities": {
        "kind": "cafe",
        "meets_in": "Kuopio",
        "link": "https://ry.example/kahvila",
        "audience": "all",
        "languages": "fi",
        "format": "in_person",
    },
}
GOOD = "tunnus;kunta;alkaa\nvuoden-alku;Kuopio;1/2027\n;Iisalmi;2/2027\n"
BAD = (
    "tunnus;kunta;alkaa;kieli;vapaata\nvuoden-alku;Kuopio;3/2027;suomi;x\n"
    ";Kuoppio;31.2.2027;suomi;x\n;Iisalmi;2/2027;marsukieli;x\n;Kuopio;3/2027;ruotsi;x\n"
)
VARIANTS = (
    "/groups?show=all&q=kuopio",
    "/groups?q=ei-ole",
    "/instructors?q=aino",
    "/groups/kuopio-2026-2/dates?first=1.10.2026&times=10&every=1&skip=52, 1",
    "/enquiries?state=closed",
    "/import/1?show=all",
    "/import/2/undo",
    "/export/stea?year=2026&exact=yes",
    "/feedback/years/2026",
)
