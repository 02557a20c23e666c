from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.http import HttpResponse
from django.test import AsyncRequestFactory, Client

from freshup.adapters.postgres.roles import LOGINS
from freshup.data.models import AuditEntry, User
from freshup.interfaces.web.scope import ScopeMiddleware
from freshup.operations.platform import record_change
from tests.acting import acting_as
from tests.settings_web.conftest import NOW, World

SIGN_IN = "/accounts/login/"


class TestSwitchingStores:
    def test_goes_back_to_where_one_was(self, world: World) -> None:
        answer = world.visitor("Mia").post("/chosen-store/", rooftop=world.gulf, next="/settings/hours/")
        assert (answer.status_code, answer["Location"]) == (303, "/settings/hours/")

    def test_never_leaves_the_site(self, world: World) -> None:
        answer = world.visitor("Mia").post("/chosen-store/", rooftop=world.gulf, next="https://example.org/")
        assert answer["Location"] == "/"

    def test_knows_no_store_out_of_scope(self, world: World) -> None:
        assert world.visitor("Mia").post("/chosen-store/", rooftop=world.elsewhere).status_code == 404


class TestOneself:
    def test_keeps_the_look(self, world: World) -> None:
        world.visitor("Ana").post("/theme/", theme="dark")
        assert User.objects.get(name="Ana").theme == "dark"
        world.visitor("Ana").post("/theme/", theme="<script>")
        assert User.objects.get(name="Ana").theme == "dark"

    def test_speaks_ones_own_language_on_any_device(self, world: World) -> None:
        answer = world.visitor("Ana").post("/profile/", name="Ana María", language="es")
        assert answer.cookies["django_language"].value == "es"
        fresh = world.visitor("Ana María").get("/profile/")
        assert fresh["Content-Language"] == "es"

    def test_needs_a_name(self, world: World) -> None:
        world.visitor("Ana").post("/profile/", name="", language="en")
        assert User.objects.filter(name="Ana").exists()


class TestTheAuditLog:
    def change(self, world: World, count: int) -> None:
        for n in range(count):
            record_change(
                rooftop_id=world.gulf, user_id=None, now=NOW, action="store.changed", changes={"n": n}
            )

    def test_reads_newest_first_a_page_at_a_time(self, world: World) -> None:
        self.change(world, 70)
        mia = world.visitor("Mia")
        first = mia.get("/settings/audit/").content.decode()
        assert "n: 69" in first
        assert "n: 19" not in first
        older = first.split("before=")[1].split('"')[0]
        second = mia.get("/settings/audit/", before=older).content.decode()
        assert "n: 19" in second
        newer = second.split("after=")[1].split('"')[0]
        assert "n: 69" in mia.get("/settings/audit/", after=newer).content.decode()

    def test_shows_a_broken_cursor_the_newest(self, world: World) -> None:
        self.change(world, 1)
        assert (
            "n: 0"
            in world.visitor("Mia").get("/settings/audit/", before="x-99999999999999999999").content.decode()
        )

    def test_can_be_read_by_topic(self, world: World) -> None:
        self.change(world, 1)
        assert "n: 0" not in world.visitor("Mia").get("/settings/audit/", topic="people").content.decode()

    def test_is_the_stores_own(self, world: World) -> None:
        self.change(world, 1)
        assert "n: 0" not in world.visitor("Otto").get("/settings/audit/").content.decode()
        assert world.visitor("Ana").get("/settings/audit/").status_code == 403

    def test_costs_the_same_for_one_entry_and_fifty(self, world: World) -> None:
        self.change(world, 1)
        few = world.visitor("Mia").statements("/settings/audit/")
        self.change(world, 49)
        assert world.visitor("Mia").statements("/settings/audit/") == few


class TestSigningIn:
    def sign_in(self, password: str, email: str = "ana@example.com") -> None:
        with acting_as(LOGINS["web"]):
            Client().post(SIGN_IN, {"login": email, "password": password})

    def password(self) -> None:
        user = User.objects.get(name="Ana")
        user.set_password("plum-tart-evening")
        user.save()

    def test_is_written_down_for_the_store(self, world: World) -> None:
        self.password()
        self.sign_in("plum-tart-evening")
        entry = AuditEntry.objects.get(action="sign_in.succeeded")
        assert (entry.rooftop_id, entry.user_id) == (world.gulf, User.objects.get(name="Ana").pk)
        assert entry.ip == "127.0.0.1"

    def test_that_fails_is_written_down_without_the_words(self, world: World) -> None:
        self.password()
        self.sign_in("plum-tart-morning")
        entry = AuditEntry.objects.get(action="sign_in.failed")
        assert entry.rooftop_id == world.gulf
        assert "plum" not in str(entry.changes)

    def test_of_nobody_known_belongs_to_no_store(self, world: World) -> None:
        self.sign_in("whatever-it-is", email="ghost@example.com")
        entry = AuditEntry.objects.get(action="sign_in.failed")
        assert (entry.rooftop_id, entry.user_id, entry.changes) == (None, None, {})

    def test_is_locked_after_five_failures_and_that_is_written_down(self, world: World) -> None:
        cache.clear()
        self.password()
        for _ in range(7):
            self.sign_in("wrong-every-time")
        self.sign_in("plum-tart-evening")
        assert AuditEntry.objects.filter(action="sign_in.locked_out").exists()
        assert not AuditEntry.objects.filter(action="sign_in.succeeded").exists()


class TestForMachinesAndBuilders:
    def test_the_gallery_is_for_managers(self, world: World) -> None:
        assert world.visitor("Mia").get("/gallery/").status_code == 200
        assert world.visitor("Ana").get("/gallery/").status_code == 403


class TestTheScopeOfARequest:
    def test_leaves_the_connections_scheme_in_place(self, db: None) -> None:
        request = AsyncRequestFactory().get("/")
        request.user, request.session = AnonymousUser(), {}  # type: ignore[assignment]

        def secure(asked: object) -> HttpResponse:
            return HttpResponse(str(request.is_secure()))

        assert ScopeMiddleware(secure)(request).content == b"False"  # type: ignore[attr-defined]
