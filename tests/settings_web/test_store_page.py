from freshup.data.models import AuditEntry, IntakeKey, Rooftop, Shift, Staff, User
from tests.settings_web.conftest import NOW, World, form_values

PAGE = "/settings/store/"


class TestTheOverview:
    def test_names_what_is_missing(self, world: World) -> None:
        Rooftop.objects.filter(id=world.gulf).update(mail_from="", settings_version=2)
        IntakeKey.objects.filter(rooftop=world.gulf).update(disabled_at=NOW)
        page = world.visitor("Mia").get("/settings/").content.decode()
        assert "No sender address" in page
        assert "No intake key" in page

    def test_says_when_nobody_has_shifts(self, world: World) -> None:
        Shift.objects.filter(rooftop=world.gulf).delete()
        Rooftop.objects.filter(id=world.gulf).update(settings_version=2)
        assert "Nobody has shifts" in world.visitor("Mia").get("/settings/").content.decode()

    def test_finds_the_hours_nobody_covers(self, world: World) -> None:
        Shift.objects.filter(rooftop=world.gulf).exclude(weekday=0).delete()
        Rooftop.objects.filter(id=world.gulf).update(settings_version=2)
        page = world.visitor("Mia").get("/settings/").content.decode()
        assert "Open with nobody on shift" in page

    def test_asks_a_manager_of_several_stores_which(self, world: World) -> None:
        mia = world.staff("Mia")
        Staff.objects.create(user=mia.user, group_id=mia.group_id, rooftop_id=world.bay, role="manager")
        visitor = world.visitor("Mia")
        assert "Which store?" in visitor.get("/settings/").content.decode()
        visitor.post("/chosen-store/", rooftop=world.bay, next="/settings/")
        assert "Bay Toyota" in visitor.get(PAGE).content.decode()

    def test_costs_the_same_however_many_leads_there_are(self, world: World) -> None:
        few = world.visitor("Mia").statements("/settings/")
        world.leads(8)
        assert world.visitor("Mia").statements("/settings/") == few


class TestTheStore:
    def test_shows_a_change_before_it_saves_it(self, world: World) -> None:
        mia = world.visitor("Mia")
        typed = form_values(mia.get(PAGE)) | {"name": "Gulf Honda South", "response_minutes": "10"}
        page = mia.post(PAGE, typed)
        assert "<del>Gulf Honda</del>" in page.content.decode()
        assert Rooftop.objects.get(id=world.gulf).name == "Gulf Honda"
        assert mia.post(PAGE, form_values(page) | {"save": "1"}).status_code == 303
        store = Rooftop.objects.get(id=world.gulf)
        assert (store.name, store.response_minutes) == ("Gulf Honda South", 10)
        entry = AuditEntry.objects.get(rooftop=world.gulf)
        assert entry.changes == {"name": ["Gulf Honda", "Gulf Honda South"], "response_minutes": [5, 10]}
        assert entry.user_id == User.objects.get(name="Mia").pk

    def test_tells_how_due_times_move(self, world: World) -> None:
        world.leads(2)
        mia = world.visitor("Mia")
        typed = form_values(mia.get(PAGE)) | {"response_minutes": "15"}
        assert "2 of the last 2 leads would have been due" in mia.post(PAGE, typed).content.decode()

    def test_tells_how_scores_move_with_the_radius(self, world: World) -> None:
        world.leads(2, postal_code="33139")
        mia = world.visitor("Mia")
        typed = form_values(mia.get(PAGE)) | {"local_radius_miles": "400"}
        assert "2 of the last 2 leads would have another score" in mia.post(PAGE, typed).content.decode()

    def test_keeps_contact_data_out_of_the_audit_log(self, world: World) -> None:
        mia = world.visitor("Mia")
        typed = form_values(mia.get(PAGE)) | {"mail_from": "fresh@example.org", "phone_e164": "239-555-0177"}
        mia.post(PAGE, form_values(mia.post(PAGE, typed)) | {"save": "1"})
        assert Rooftop.objects.get(id=world.gulf).phone_e164 == "+12395550177"
        assert AuditEntry.objects.get(rooftop=world.gulf).changes == {"mail_from": [], "phone_e164": []}

    def test_refuses_a_ladder_that_goes_back(self, world: World) -> None:
        mia = world.visitor("Mia")
        typed = form_values(mia.get(PAGE)) | {"manager_after_minutes": "20", "reassign_after_minutes": "10"}
        assert "before the one below it" in mia.post(PAGE, typed).content.decode()

    def test_saves_a_ladder_without_a_rung(self, world: World) -> None:
        mia = world.visitor("Mia")
        typed = form_values(mia.get(PAGE)) | {"remind_after_minutes": "", "reassign_after_minutes": "30"}
        assert mia.post(PAGE, form_values(mia.post(PAGE, typed)) | {"save": "1"}).status_code == 303
        store = Rooftop.objects.get(id=world.gulf)
        assert (store.remind_after_minutes, store.reassign_after_minutes) == (None, 30)

    def test_refuses_a_zone_nobody_knows(self, world: World) -> None:
        mia = world.visitor("Mia")
        page = mia.post(PAGE, form_values(mia.get(PAGE)) | {"timezone": "Fort_Myers"}).content.decode()
        assert "There is no such time zone" in page

    def test_refuses_a_colleague(self, world: World) -> None:
        assert world.visitor("Ana").get(PAGE).status_code == 403
        assert world.visitor("Ana").post(PAGE, name="Mine now", save="1").status_code == 403
