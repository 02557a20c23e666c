"""From the door to the lead with the real worker, also when it is killed, and when its wake-up is lost."""

import smtplib

import pytest

from tests.doors.conftest import KEY, Site, adf, eventually

pytestmark = [pytest.mark.slow, pytest.mark.database]
HEAD = "From: leads@example.net\r\nSubject: New lead\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"


@pytest.fixture(autouse=True)
def empty(site: Site) -> None:
    tables = "submission, lead_key, person, search_key, opportunity, procrastinate_jobs"
    site.do(f"TRUNCATE {tables} CASCADE")


def send_mail(site: Site, recipients: list[str], content: str, *, sender: str = "leads@example.net") -> None:
    with smtplib.SMTP("127.0.0.1", site.smtp, timeout=30) as smtp:
        smtp.sendmail(sender, recipients, content)


class TestFromDoorToLead:
    def test_by_http_and_by_mail_it_is_owned_scored_and_acknowledged(self, site: Site) -> None:
        with site.worker():
            site.post(adf(1))
            send_mail(site, [f"{KEY.upper()}+cars@INTAKE.localhost"], HEAD + adf(2).decode() + " " * 5_000)
            eventually(lambda: site.count("message WHERE state = 'sent'") == 2)
        assert site.count("opportunity WHERE owner_id IS NOT NULL AND score > 0 AND due_at IS NOT NULL") == 2
        assert site.count("submission WHERE channel = 'mail' AND envelope_from = 'leads@example.net'") == 1

    def test_one_person_a_thousand_times_is_one_lead_and_everything_is_kept(self, site: Site) -> None:
        assert site.post_all([adf(7)] * 1_200) == [202] * 1_200
        # Beyond the key's six hundred a minute they queue behind everybody else; other tests used some up.
        assert site.count("submission WHERE over_limit") >= 500
        with site.worker():
            eventually(lambda: site.count("submission WHERE state = 'waiting'") == 0, seconds=60)
        assert (site.count("lead"), site.count("opportunity"), site.count("lead_repeat")) == (1, 1, 1_199)
        assert site.count("message") == 1


class TestWhatGoesWrong:
    def test_a_killed_worker_and_lost_wake_ups_lose_nothing_and_double_nothing(self, site: Site) -> None:
        assert set(site.post_all([adf(number) for number in range(100, 1_100)])) == {202}
        site.do("DELETE FROM procrastinate_jobs")
        with site.worker() as doomed:
            eventually(lambda: site.count("submission WHERE state <> 'waiting'") > 0)
            doomed.kill()
            doomed.wait()
        assert site.count("submission WHERE state = 'waiting'") > 0
        site.do("DELETE FROM procrastinate_jobs WHERE status = 'todo'")
        with site.worker():
            eventually(lambda: site.count("submission WHERE state = 'waiting'") == 0)
            eventually(lambda: site.count("message WHERE state = 'queued'") == 0)
        assert (site.count("submission"), site.count("lead"), site.count("message")) == (1_000, 1_000, 1_000)
        assert site.count("(SELECT DISTINCT submission_id FROM lead) AS l") == 1_000
        assert site.count("response_clock") == 1_000

    def test_the_worker_outlives_an_outage_of_the_database(self, site: Site) -> None:
        with site.worker() as worker:
            site.post(adf(21))
            eventually(lambda: site.count("lead") == 1)
            with site.database_gone():
                assert site.post(adf(22)) == 503
            site.post(adf(23))
            eventually(lambda: site.count("lead") == 2)
            assert worker.poll() is None


class TestByMail:
    def test_each_recipient_gets_a_delivery_of_its_own(self, site: Site) -> None:
        send_mail(site, [f"{KEY}@intake.localhost", "k3yform000000000000@intake.localhost"], HEAD + "x")
        assert site.count("submission WHERE channel = 'mail'") == 2

    def test_the_null_return_path_is_kept_so_that_nobody_answers_it(self, site: Site) -> None:
        send_mail(site, [f"{KEY}@intake.localhost"], HEAD + "x", sender="")
        assert site.count("submission WHERE envelope_from = ''") == 1

    def test_a_line_of_two_megabytes_and_lines_of_dots_come_through(self, site: Site) -> None:
        send_mail(site, [f"{KEY}@intake.localhost"], HEAD + "x" * 2_000_000 + "\r\n.\r\n..\r\n")
        size = len(HEAD) + 2_000_000 + len("\r\n.\r\n..\r\n")
        assert site.count(f"submission WHERE size = {size}") == 1

    @pytest.mark.parametrize(
        ("recipient", "code"),
        [
            ("nobodys@intake.localhost", 550),
            ("x@example.org", 550),
            ("k3yoff0000000000000@intake.localhost", 550),
        ],
    )
    def test_unknown_foreign_and_switched_off_addresses_are_refused(
        self, site: Site, recipient: str, code: int
    ) -> None:
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            send_mail(site, [recipient], HEAD + "x")
        assert [answer[0] for answer in refused.value.recipients.values()] == [code]

    def test_a_mail_over_the_limit_is_refused_and_nothing_is_kept(self, site: Site) -> None:
        with smtplib.SMTP("127.0.0.1", site.smtp, timeout=60) as smtp:
            smtp.ehlo()
            smtp.mail("leads@example.net")
            smtp.rcpt(f"{KEY}@intake.localhost")
            assert smtp.data(("x" * 998 + "\r\n") * 27_000)[0] == 552
            assert smtp.noop()[0] == 250
        assert site.count("submission") == 0

    def test_without_a_database_the_sender_keeps_it(self, site: Site) -> None:
        with smtplib.SMTP("127.0.0.1", site.smtp, timeout=30) as smtp:
            smtp.ehlo()
            smtp.mail("leads@example.net")
            assert smtp.rcpt(f"{KEY}@intake.localhost")[0] == 250
            with site.database_gone():
                assert smtp.data(HEAD + "x")[0] == 451
            smtp.mail("leads@example.net")
            smtp.rcpt(f"{KEY}@intake.localhost")
            assert smtp.data(HEAD + "x")[0] == 250
        assert site.count("submission") == 1
