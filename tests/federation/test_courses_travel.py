"""The operator's list of courses travels to every node, and trainings are held against it (16)."""

from datetime import UTC, date, datetime
from pathlib import Path

from hub.registry.courses import decide
from hub.registry.courses import store as hub_courses
from node.instructors import edit as instructors
from node.trainings import edit, store
from node.trainings.courses import Listed
from node.trainings.edit import Saved
from shared.wire.session import Course
from tests.federation.together import Together, together

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
TAMPERE = Course(kind="voikukkia_instructor", day=date(2026, 10, 9), days=4, place="Tampere")


async def keep(federation: Together, course: Course) -> None:
    """List a course at the hub."""
    await federation.hub.act(lambda db: decide.add(db, course, NOW))


async def test_a_course_reaches_a_node_and_proves_a_training(tmp_path: Path) -> None:
    async with together(tmp_path, NOW) as federation:
        node = await federation.join("savo", "Kuopio")
        desk = node.desk
        await node.push()
        before = await desk.read(store.courses)
        person = {"name": "Aino Esimerkki", "role": "professional"}
        await instructors.save(desk.database, desk.clock, person)
        await keep(federation, TAMPERE)
        federation.clock.turn(hours=7)
        await node.push()
        told = await desk.read(store.courses)
        form = {"instructor": "ohjaaja-1", "course": told[0].key}
        saved = await edit.add(desk.database, desk.clock, form)

        assert before == ()
        assert told == (
            Listed(kind="voikukkia_instructor", day=date(2026, 10, 9), days=4, place="Tampere"),
        )
        assert isinstance(saved, Saved)
        assert saved.cautions == ()


async def test_the_list_outlives_a_restart_and_follows_the_operator(tmp_path: Path) -> None:
    async with together(tmp_path, NOW) as federation:
        await keep(federation, TAMPERE)
        node = await federation.join("savo", "Kuopio")
        await node.push()
        await federation.stop_node("savo")
        node = await federation.start_node("savo")
        kept = await node.desk.read(store.courses)
        number = (await federation.hub.desk.read(hub_courses.courses))[0].number
        await federation.hub.act(lambda db: decide.remove(db, number, NOW))
        await node.push()

        assert [course.place for course in kept] == ["Tampere"]
        assert await node.desk.read(store.courses) == ()
