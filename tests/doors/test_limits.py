from freshup.interfaces.api.asking import client_address, worth_keeping
from freshup.interfaces.api.limits import Buckets, IntakeLimits, Room, network


class TestOneSenderAndTheOthers:
    def test_over_the_soft_limit_is_taken_but_waits_behind_everybody_else(self) -> None:
        limits = IntakeLimits(soft=2, hard=100)
        turns = [limits.ask("key", "192.0.2.1", 0.0) for _ in range(3)]
        assert [turn.over_limit for turn in turns] == [False, False, True]
        assert not any(turn.is_refused for turn in turns)

    def test_over_the_hard_limit_is_told_when_to_come_back(self) -> None:
        limits = IntakeLimits(soft=1, hard=60)
        assert not any(limits.ask("key", None, 0.0).is_refused for _ in range(60))
        assert limits.ask("key", None, 0.0).wait_seconds == 1.0
        assert not limits.ask("key", None, 1.0).is_refused

    def test_another_key_is_not_affected(self) -> None:
        limits = IntakeLimits(soft=1, hard=1)
        limits.ask("busy", "192.0.2.1", 0.0)
        assert limits.ask("busy", "192.0.2.1", 0.0).is_refused
        assert not limits.ask("calm", "192.0.2.2", 0.0).is_refused

    def test_who_guesses_keys_waits_but_his_good_key_goes_on(self) -> None:
        limits = IntakeLimits(guesses=3)
        limits.found("good")
        for guess in range(3):
            limits.guessed(f"guess{guess}", "192.0.2.1", 0.0)
        assert limits.ask("next", "192.0.2.1", 0.0).is_refused
        assert not limits.ask("good", "192.0.2.1", 0.0).is_refused
        assert not limits.ask("next", "192.0.2.9", 0.0).is_refused

    def test_a_bucket_fills_again_to_its_burst_and_no_further(self) -> None:
        bucket = Buckets(60, burst=2)
        assert [bucket.take("x", 0.0) for _ in range(3)] == [True, True, False]
        assert [bucket.take("x", 1000.0) for _ in range(3)] == [True, True, False]

    def test_room_is_given_back(self) -> None:
        room = Room(10)
        assert (room.take(8), room.take(3)) == (True, False)
        room.give_back(8)
        assert room.take(10)


class TestWhoIsAsking:
    def test_without_a_proxy_nobody_else_is_believed(self) -> None:
        assert client_address("192.0.2.1", "198.51.100.7", 0) == "192.0.2.1"

    def test_a_proxy_of_ours_is_believed_about_its_own_visitor_only(self) -> None:
        assert client_address("10.0.0.1", "203.0.113.9, 198.51.100.7", 1) == "198.51.100.7"
        assert client_address("10.0.0.1", "203.0.113.9, 198.51.100.7", 2) == "203.0.113.9"

    def test_nonsense_is_nobody(self) -> None:
        assert client_address("10.0.0.1", "unknown", 1) is None
        assert client_address(None, "", 0) is None

    def test_an_ipv6_customer_is_one_sender_however_many_addresses_he_has(self) -> None:
        assert network("2001:db8::1") == network("2001:db8::ffff:2") != network("2001:db8:0:1::1")
        assert network("::ffff:192.0.2.1") == "192.0.2.1"


class TestHeadersKept:
    def test_what_could_let_somebody_in_is_left_out(self) -> None:
        asked = {"authorization": "a", "cookie": "b", "x-api-key": "c", "x-auth-token": "d", "x-source": "e"}
        assert worth_keeping(asked) == {"x-source": "e"}

    def test_no_more_than_a_row_can_bear(self) -> None:
        kept = worth_keeping({f"x-{n}": "v" * 9_000 for n in range(500)})
        assert len(kept) == 40
        assert max(map(len, kept.values())) == 2_000
