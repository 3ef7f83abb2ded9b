"""The words of closed lists as people write them, and as pages say them."""

from collections.abc import Mapping

from node.work.model import AgreementKind, CommitmentKind, CostKind, ParticipationKind
from shared.text import Text

PARTICIPATIONS: Mapping[str, ParticipationKind] = {
    **dict.fromkeys(("steering group", "ohjausryhmä", "styrgrupp"), "steering_group"),
    **dict.fromkeys(
        ("parents panel", "vanhempainraati", "vanhempien raati", "parents' panel", "föräldraråd"),
        "parents_panel",
    ),
    **dict.fromkeys(
        ("developer parents", "kehittäjävanhemmat", "utvecklarföräldrar"), "developer_parents"
    ),
    **dict.fromkeys(
        (
            "volunteer development",
            "vapaaehtoisten kehittämisryhmä",
            "frivilligas utvecklingsgrupp",
        ),
        "volunteer_development",
    ),
}
COMMITMENTS: Mapping[str, CommitmentKind] = {
    **dict.fromkeys(("working time", "työaika", "arbetstid"), "working_time"),
    **dict.fromkeys(("supervision", "työnohjaus", "arbetshandledning"), "supervision"),
    **dict.fromkeys(("approval", "johdon hyväksyntä", "ledningens godkännande"), "approval"),
}
AGREEMENTS: Mapping[str, AgreementKind] = {
    **dict.fromkeys(("partnership", "kumppanuussopimus", "partnerskapsavtal"), "partnership"),
    **dict.fromkeys(("cooperation", "yhteistyösopimus", "samarbetsavtal"), "cooperation"),
    **dict.fromkeys(("intent", "aiesopimus", "avsiktsförklaring"), "intent"),
    **dict.fromkeys(("other", "muu", "annat"), "other"),
}
COSTS: Mapping[str, CostKind] = {
    **dict.fromkeys(("instructors", "ohjaajat", "handledare"), "instructors"),
    **dict.fromkeys(("peers", "vertaisohjaajat", "kamrathandledare"), "peers"),
    **dict.fromkeys(("rooms", "tilat", "lokaler"), "rooms"),
    **dict.fromkeys(("refreshments", "tarjoilu", "servering"), "refreshments"),
    **dict.fromkeys(("materials", "materiaalit", "material"), "materials"),
    **dict.fromkeys(("travel", "matkat", "resor"), "travel"),
    **dict.fromkeys(("supervision", "työnohjaus", "arbetshandledning"), "supervision"),
    **dict.fromkeys(("other", "muu", "annat"), "other"),
}

PARTICIPATION_WORDS: Mapping[str, Text] = {
    "steering_group": Text.of("steering group"),
    "parents_panel": Text.of("parents' panel"),
    "developer_parents": Text.of("developer parents"),
    "volunteer_development": Text.of("development group of volunteers"),
}
COMMITMENT_WORDS: Mapping[str, Text] = {
    "working_time": Text.of("working time for the groups"),
    "supervision": Text.of("supervision of work"),
    "approval": Text.of("approval of the management"),
}
AGREEMENT_WORDS: Mapping[str, Text] = {
    "partnership": Text.of("partnership agreement"),
    "cooperation": Text.of("cooperation agreement"),
    "intent": Text.of("letter of intent"),
    "other": Text.of("another agreement"),
}
COST_WORDS: Mapping[str, Text] = {
    "instructors": Text.of("instructors' work"),
    "peers": Text.of("fees of peer instructors"),
    "rooms": Text.of("rooms"),
    "refreshments": Text.of("refreshments"),
    "materials": Text.of("materials"),
    "travel": Text.of("travel"),
    "supervision": Text.of("supervision of work"),
    "other": Text.of("other costs"),
}
