import pytest

from freshup.domain.intake.prospect import Phone, Prospect
from freshup.domain.people import (
    HOLDERS_MAX,
    LADDER,
    SENTENCES,
    Incoming,
    KnownPerson,
    PersonName,
    incoming,
    match,
)

MAIL, PHONE = "ana@example.com", "+13055550142"
ANA = PersonName("Ana", "Reyes")
WHO = Incoming(ANA, (MAIL,), (PHONE,))


def known(person_id: int, name: PersonName = ANA, mail: str = "", phone: str = "") -> KnownPerson:
    return KnownPerson(person_id, name, (mail,) if mail else (), (phone,) if phone else ())


class TestTheLadder:
    @pytest.mark.parametrize(
        ("person", "rule"),
        [
            (known(1, mail=MAIL, phone=PHONE), "phone_email_name"),
            (known(1, mail=MAIL), "email_name"),
            (known(1, phone=PHONE), "phone_name"),
        ],
    )
    def test_takes_a_key_with_a_compatible_name(self, person: KnownPerson, rule: str) -> None:
        found = match(WHO, [person])
        assert (found.person_id, found.rule, found.sure) == (1, rule, True)

    def test_prefers_the_stronger_rung(self) -> None:
        assert match(WHO, [known(1, phone=PHONE), known(2, mail=MAIL)]).person_id == 2

    def test_prefers_the_likelier_name_on_one_rung(self) -> None:
        found = match(WHO, [known(1, PersonName(), phone=PHONE), known(2, phone=PHONE)])
        assert (found.person_id, found.sure) == (2, True)

    def test_takes_a_nickname_and_says_so(self) -> None:
        found = match(
            Incoming(PersonName("Bill", "Gray"), (MAIL,)), [known(1, PersonName("William", "Gray"), MAIL)]
        )
        assert [reason.code for reason in found.reasons] == ["match.email_name", "match.name_variant"]

    def test_keeps_a_couple_on_one_phone_apart(self) -> None:
        found = match(WHO, [known(1, PersonName("Luis", "Reyes"), phone=PHONE)])
        assert (found.person_id, found.sure, found.household) == (None, True, (1,))
        assert [reason.code for reason in found.reasons] == ["match.other_name"]

    def test_tells_the_wife_from_the_husband(self) -> None:
        couple = [known(1, PersonName("Luis", "Reyes"), phone=PHONE), known(2, phone=PHONE)]
        found = match(WHO, couple)
        assert (found.person_id, found.sure, found.household) == (2, True, (1,))

    def test_never_matches_father_and_son(self) -> None:
        son = Incoming(PersonName("John", "Gray Jr"), (), (PHONE,))
        assert match(son, [known(1, PersonName("John", "Gray Sr"), phone=PHONE)]).person_id is None

    def test_never_matches_on_the_name_alone(self) -> None:
        assert match(WHO, [known(1, mail="other@example.com")]).person_id is None

    def test_knows_nobody_in_an_empty_store(self) -> None:
        assert match(WHO, []).rule == "nobody"


class TestADoubtfulMatch:
    def test_takes_the_eldest_record_and_asks_a_person(self) -> None:
        found = match(WHO, [known(7, mail=MAIL), known(3, mail=MAIL)])
        assert (found.person_id, found.sure) == (3, False)
        assert "match.several" in [reason.code for reason in found.reasons]

    def test_does_not_count_a_value_that_many_share(self) -> None:
        crowd = [known(at, phone=PHONE) for at in range(HOLDERS_MAX + 1)]
        found = match(WHO, crowd)
        assert found.person_id is None
        assert "match.shared_value" in [reason.code for reason in found.reasons]

    def test_counts_a_value_that_just_few_enough_share(self) -> None:
        crowd = [known(at, PersonName("Luis"), phone=PHONE) for at in range(HOLDERS_MAX - 1)]
        assert match(WHO, [*crowd, known(50, phone=PHONE)]).person_id == 50

    def test_believes_the_given_number_of_holders(self) -> None:
        assert match(WHO, [known(1, phone=PHONE)], {PHONE: 40}).person_id is None

    def test_lets_the_other_key_decide_where_one_is_crowded(self) -> None:
        found = match(WHO, [known(1, mail=MAIL, phone=PHONE)], {PHONE: 40})
        assert found.rule == "email_name"


class TestWhoAnInquirySaysItIs:
    def test_leaves_out_masked_addresses_and_fax(self) -> None:
        prospect = Prospect(
            first="Ana",
            email="r1@relay.example",
            emails=("r1@relay.example", "Ana+x@gmail.com"),
            email_masked=True,
            phones=(Phone("1", PHONE, "fax"), Phone("2", "+13055550143")),
        )
        assert incoming(prospect) == Incoming(PersonName("Ana"), ("ana@gmail.com",), ("+13055550143",))


def test_every_rung_has_words() -> None:
    assert all(SENTENCES[f"match.{rung}"] for rung in (*LADDER, "nobody"))
