import pytest
from hypothesis import given
from hypothesis import strategies as st

from freshup.domain.people import Likeness, PersonName, compare_names, compatible


def name(text: str) -> PersonName:
    first, _, last = text.partition("|")
    return PersonName(first, last)


class TestTwoNames:
    @pytest.mark.parametrize(
        ("a", "b", "likeness"),
        [
            ("Ana|Reyes", "ANA|REYES", "same"),
            ("José|Ñíguez", "Jose|Niguez", "same"),
            ("Sean|O'Brien", "Sean|OBrien", "same"),
            ("Ana Reyes|", "Ana|Reyes", "same"),
            ("Mary Ann|Smith", "Maryann|Smith", "same"),
            ("Bill|Gray", "William|Gray", "variant"),
            ("Bob|Gray", "Robert|Gray", "variant"),
            ("Pepe|Soto", "José|Soto", "variant"),
            ("Paco|Soto", "Francisco|Soto", "variant"),
            ("B|Gray", "Ben|Gray", "variant"),
            ("Ben|G.", "Ben|Gray", "variant"),
            ("Gray|Ben", "Ben|Gray", "variant"),
            ("Gray|William", "Bill|Gray", "variant"),
            ("Ana|García López", "Ana|García", "variant"),
            ("Ana|Smith-Jones", "Ana|Jones", "variant"),
            ("J Robert|Smith", "Robert|Smith", "variant"),
            ("Ana|", "Ana|Reyes", "variant"),
            ("Ana|Reyes Jr", "Ana|Reyes", "variant"),
            ("Mr. Ben|Gray", "Ben|Gray", "same"),
            ("|", "Ana|Reyes", "missing"),
            ("|", "|", "missing"),
            ("John|Smith", "Jane|Smith", "different"),
            ("Ana|Reyes", "Ana|Soto", "different"),
            ("Ana|", "Ben|Gray", "different"),
            ("John|Smith Jr", "John|Smith Sr", "different"),
            ("John|Smith II", "John|Smith III", "different"),
            ("Alexander|Gray", "Alexandra|Gray", "different"),
            ("Robert|Gray", "William|Gray", "different"),
            ("Louis|Gray", "Louise|Gray", "different"),
        ],
    )
    def test_are_as_alike_as_a_receptionist_would_say(self, a: str, b: str, likeness: Likeness) -> None:
        assert compare_names(name(a), name(b)) == likeness
        assert compare_names(name(b), name(a)) == likeness

    def test_of_companies_alone_are_compared(self) -> None:
        palm, bay = PersonName(company="Palm Fleet, LLC"), PersonName(company="Bay Fleet")
        assert compare_names(palm, PersonName(company="palm fleet llc")) == "same"
        assert compare_names(palm, bay) == "different"

    def test_of_a_person_and_a_company_say_nothing(self) -> None:
        assert compare_names(PersonName(company="Palm Fleet"), PersonName("Ana", "Reyes")) == "missing"

    @given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=12), st.text(max_size=12))
    def test_give_the_same_answer_either_way_round(self, a: str, b: str, c: str, d: str) -> None:
        mine, theirs = PersonName(a, b), PersonName(c, d)
        assert compatible(mine, theirs) == compatible(theirs, mine)
        assert compatible(mine, mine)
