"""The columns of people that come with their pages, classified (see tests/privacy/columns.py)."""

BY_THE_PROGRAM = {
    *("instructor_number.one", "instructor_number.last"),
    *("sweep.one", "sweep.erasures", "sweep.swept"),
}

NUMBERS = {"group_former_staff.instructors": 89}

WORDS = {"group_former_staff.peer_group": "zqryhma"}

PLANTING = [
    """INSERT INTO group_former_staff (peer_group, instructors)
        VALUES (:group_former_staff_peer_group, 89)""",
]
