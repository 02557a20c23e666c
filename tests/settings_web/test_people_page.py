import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied

from freshup.data.models import (
    Activity,
    Assignment,
    AuditEntry,
    Opportunity,
    Shift,
    Staff,
    Team,
    TimeOff,
    User,
)
from freshup.operations.stores import Place, change_person, set_store_hours
from tests.settings_web.conftest import NOW, World, form_values

PAGE = "/settings/people/"
NEW = {"name": "Nia", "email": "Nia@example.com", "language": "en", "role": "agent", "scope": "store"}
NEW |= {"weight": "100", "capacity": "40", "tasks_a_day": "80", "takes_leads": "on", "languages": "en"}


class TestTheList:
    def test_shows_everybody_with_their_share(self, world: World) -> None:
        page = world.visitor("Mia").get(PAGE).content.decode()
        assert all(name in page for name in ("Mia", "Ana", "Ben", "Sal"))
        assert "Cleo" not in page

    def test_costs_the_same_with_more_people(self, world: World) -> None:
        few = world.visitor("Mia").statements(PAGE)
        ana = world.staff("Ana")
        for n in range(5):
            user = User.objects.create_user(f"u{n}@example.com", name=f"U{n}")
            Staff.objects.create(user=user, group_id=ana.group_id, rooftop_id=world.gulf, role="agent")
        assert world.visitor("Mia").statements(PAGE) == few


class TestInvite:
    def test_makes_an_account_that_can_sign_in(self, world: World) -> None:
        response = world.visitor("Mia").post(f"{PAGE}new/", NEW)
        password = form_free_password(response.content.decode())
        user = User.objects.get(email="nia@example.com")
        assert user.check_password(password)
        assert EmailAddress.objects.get(user=user).verified
        assert "no-store" in response["Cache-Control"]
        assert world.staff("Nia").role == "agent"

    def test_never_writes_address_or_password_down(self, world: World) -> None:
        response = world.visitor("Mia").post(f"{PAGE}new/", NEW)
        entry = AuditEntry.objects.get(action="staff.added")
        assert "nia@" not in str(entry.changes)
        assert form_free_password(response.content.decode()) not in str(entry.changes)

    def test_refuses_somebody_who_is_here_already(self, world: World) -> None:
        page = world.visitor("Mia").post(f"{PAGE}new/", NEW | {"email": "ana@example.com"}).content.decode()
        assert "This person has a place here already." in page

    def test_refuses_an_account_of_another_group(self, world: World) -> None:
        page = world.visitor("Mia").post(f"{PAGE}new/", NEW | {"email": "otto@example.com"}).content.decode()
        assert "has an account in a store you do not manage" in page
        assert not Staff.objects.filter(user__name="Otto", rooftop=world.gulf).exists()

    def test_adds_a_colleague_of_a_store_one_also_works_at(self, world: World) -> None:
        mia = world.staff("Mia")
        Staff.objects.create(user=mia.user, group_id=mia.group_id, rooftop_id=world.bay, role="manager")
        visitor = world.visitor("Mia")
        visitor.post("/chosen-store/", rooftop=world.gulf)
        page = visitor.post(f"{PAGE}new/", NEW | {"email": "cleo@example.com"}).content.decode()
        assert "sign in as before" in page
        assert world.staff("Cleo").role == "agent"

    def test_hands_out_no_higher_role_than_ones_own(self, world: World) -> None:
        page = world.visitor("Mia").post(f"{PAGE}new/", NEW | {"role": "admin"})
        assert page.status_code == 200
        assert not User.objects.filter(email="nia@example.com").exists()


def form_free_password(page: str) -> str:
    return page.split("<code>")[1].split("</code>")[0]


class TestAPlace:
    def page(self, world: World, name: str = "Ana") -> str:
        return f"{PAGE}{world.staff(name).pk}/"

    def test_shows_what_a_change_does_to_the_leads(self, world: World) -> None:
        world.leads(6)
        mia = world.visitor("Mia")
        typed = form_values(mia.get(self.page(world))) | {"weight": "300"}
        page = mia.post(self.page(world), typed).content.decode()
        assert "of the last 6 leads would go to somebody else" in page
        assert world.staff("Ana").weight == 100

    def test_saves_place_and_shifts_as_shown(self, world: World) -> None:
        mia = world.visitor("Mia")
        typed = {
            key: value for key, value in form_values(mia.get(self.page(world))).items() if key[:2] != "d1"
        }
        typed |= {"weight": "50", "d0.0.opens": "08:00", "d0.0.closes": "12:00"}
        typed.pop("d0.0.past", None)
        shown = form_values(mia.post(self.page(world), typed))
        assert mia.post(self.page(world), shown | {"save": "1"}).status_code == 303
        ana = world.staff("Ana")
        assert ana.weight == 50
        assert Shift.objects.filter(staff=ana, weekday=1).count() == 0
        assert Shift.objects.get(staff=ana, weekday=0).ends_minute == 720
        assert world.actions() == ["staff.changed", "staff.shifts_changed"]

    def test_keeps_the_last_manager(self, world: World) -> None:
        mia, page = world.visitor("Mia"), self.page(world, "Mia")
        shown = form_values(mia.post(page, form_values(mia.get(page)) | {"role": "agent"}))
        assert "Nobody else manages this store" in mia.post(page, shown | {"save": "1"}).content.decode()
        assert world.staff("Mia").role == "manager"

    def test_of_a_higher_role_is_not_a_managers_to_change(self, world: World) -> None:
        Staff.objects.filter(id=world.staff("Sal").pk).update(role="principal")
        page = self.page(world, "Sal")
        assert "Above your own role" in world.visitor("Mia").get(page).content.decode()
        world.visitor("Mia").post(f"{page}departure/")
        assert world.staff("Sal").archived_at is None

    def test_of_another_store_is_not_there(self, world: World) -> None:
        cleo = world.staff("Cleo", world.bay)
        assert world.visitor("Mia").get(f"{PAGE}{cleo.pk}/").status_code == 404
        assert world.visitor("Mia").post(f"{PAGE}{cleo.pk}/departure/").status_code == 404

    def test_refuses_colleagues_and_outsiders(self, world: World) -> None:
        page = self.page(world)
        assert world.visitor("Ben").get(page).status_code == 403
        assert world.visitor("Otto").get(page).status_code == 404


class TestLeaving:
    def test_leaves_open_leads_where_they_are_until_handed_over(self, world: World) -> None:
        world.leads(4)
        owner = Opportunity.objects.exclude(owner=None).first().owner  # type: ignore[union-attr]
        assert owner is not None
        held = Opportunity.objects.filter(owner=owner).count()
        mia = world.visitor("Mia")
        mia.post(f"{PAGE}{owner.pk}/departure/")
        assert Opportunity.objects.filter(owner=owner).count() == held
        mia.post(f"{PAGE}{owner.pk}/hand-over/")
        assert Opportunity.objects.filter(owner=owner).count() == 0
        assert Opportunity.objects.filter(desk="Sales desk").count() == held
        assert Assignment.objects.filter(how="desk", by_user__isnull=False).count() == held
        assert Activity.objects.filter(kind="assigned", actor__isnull=False).count() == held

    def test_ends_sight_of_the_store_at_once(self, world: World) -> None:
        ben = world.visitor("Ben")
        world.visitor("Mia").post(f"{PAGE}{world.staff('Ben').pk}/departure/")
        assert ben.get("/settings/").status_code == 403
        world.visitor("Mia").post(f"{PAGE}{world.staff('Ben').pk}/return/")
        assert world.staff("Ben").archived_at is None


class TestTimeOff:
    def test_is_typed_in_the_stores_own_time(self, world: World) -> None:
        page = f"{PAGE}{world.staff('Ana').pk}/time-off/"
        world.visitor("Mia").post(page, starts_at="2027-01-04T09:00", ends_at="2027-01-08T18:00")
        assert TimeOff.objects.get().starts_at.hour == 14
        away = TimeOff.objects.get()
        world.visitor("Mia").post(f"/settings/time-off/{away.pk}/removal/")
        assert not TimeOff.objects.exists()

    def test_ends_after_it_begins(self, world: World) -> None:
        page = f"{PAGE}{world.staff('Ana').pk}/time-off/"
        answer = world.visitor("Mia").post(page, starts_at="2027-01-04T09:00", ends_at="2027-01-03T18:00")
        assert "It must end after it begins." in answer.content.decode()


class TestTeams:
    def test_are_added_renamed_and_dissolved(self, world: World) -> None:
        mia = world.visitor("Mia")
        mia.post("/settings/teams/", name="Evening", kind="bdc")
        team = Team.objects.get(name="Evening", rooftop=world.gulf)
        mia.post(f"/settings/teams/{team.pk}/", name="Late", kind="bdc")
        mia.post(f"/settings/teams/{team.pk}/removal/")
        team.refresh_from_db()
        assert team.name == "Late"
        assert team.archived_at is not None
        assert world.actions() == ["team.added", "team.changed", "team.archived"]

    def test_have_names_of_their_own(self, world: World) -> None:
        taken = Team.objects.filter(rooftop=world.gulf).first()
        assert taken is not None
        mia = world.visitor("Mia")
        mia.post("/settings/teams/", name=taken.name, kind="sales")
        assert "a team of this name" in mia.get(PAGE).content.decode()


class TestTheOperationsAskAgain:
    def test_who_may_change_a_person(self, world: World) -> None:
        with pytest.raises(PermissionDenied):
            change_person(world.scope("Ben"), world.gulf, world.staff("Ana").pk, Place(), now=NOW)

    def test_who_may_change_hours(self, world: World) -> None:
        with pytest.raises(PermissionDenied):
            set_store_hours(world.scope("Otto"), world.gulf, [], [], [], now=NOW)
