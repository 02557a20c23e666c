"""Files of a mail and pictures of a text are kept with their message, safely; what is not kept is named."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from freshup.adapters.mail.letters import MailLetters
from freshup.bootstrap.attachments import credentials
from freshup.data.models import Attachment, Connector
from freshup.operations.conversations.fetching import ATTEMPTS_MAX, fetch_waiting
from freshup.ports.accounts import Account
from freshup.ports.fetching import Fetched, UnableToFetch
from tests.intake.conftest import NOW
from tests.mail_in.conftest import PostOffice
from tests.mail_in.letters import mail, photo
from tests.mail_in.test_texts import KNOWN, PICTURE


class Fetcher:
    """Gives what it was told to, and remembers what was shown to it."""

    def __init__(self, answer: Fetched | UnableToFetch) -> None:
        self.answer = answer
        self.headers: list[Mapping[str, str]] = []

    def fetch(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        bytes_max: int,
        hosts: frozenset[str] = frozenset(),
    ) -> Fetched:
        self.headers.append(headers or {})
        if isinstance(self.answer, UnableToFetch):
            raise self.answer
        return self.answer


class TestFilesOfAMail:
    def test_are_kept_by_their_content(self, office: PostOffice) -> None:
        office.mail(mail(to=office.address(), files=(("deal.pdf", b"%PDF-1.4 x", "application/pdf"),)))
        (file,) = office.files(office.received[0])
        assert (file.name, file.media_type, file.state, file.size) == (
            "deal.pdf",
            "application/pdf",
            "kept",
            10,
        )
        assert office.house.storage.get(file.stored_as) == b"%PDF-1.4 x"

    def test_that_are_refused_are_named_and_the_mail_is_kept(self, office: PostOffice) -> None:
        office.mail(mail(to=office.address(), files=(("deal.pdf", b"MZ\x90\x00", "application/pdf"),)))
        (file,) = office.files(office.received[0])
        assert (file.name, file.state, file.reason, file.stored_as) == (
            "deal.pdf",
            "refused",
            "a program or script",
            "",
        )
        assert office.received[0].body == "Yes, Saturday works."

    def test_keep_the_layout_of_the_mail_for_a_frame_of_its_own(self, office: PostOffice) -> None:
        office.mail(mail(to=office.address(), html="<p>Yes<script>alert(1)</script></p>"))
        page = Attachment.objects.get(kind="html", message=office.received[0])
        assert office.house.storage.get(page.stored_as) == b"<p>Yes</p>"


class TestAPictureOfAText:
    def fetched(
        self, office: PostOffice, fetcher: Fetcher, at: datetime = NOW + timedelta(hours=1)
    ) -> Attachment:
        fetch_waiting(fetcher, MailLetters(), office.house.storage, credentials=credentials, clock=lambda: at)
        return Attachment.objects.get()

    @pytest.fixture(autouse=True)
    def texted(self, office: PostOffice) -> None:
        office.text(replace(KNOWN, media=(PICTURE,)))

    def test_shows_the_accounts_log_in_to_nobody_but_the_provider(self) -> None:
        account = Account(1, 1, 1, "twilio", {"account_sid": "AC1"}, {"auth_token": "word"})
        assert credentials(account, "https://api.twilio.com/ME1")
        for elsewhere in ("https://media.example.com/ME1", "https://api.twilio.com.example.com/ME1"):
            assert credentials(account, elsewhere) == {}

    def test_is_fetched_with_the_accounts_log_in_and_made_anew(self, office: PostOffice) -> None:
        fetcher = Fetcher(Fetched(photo(camera="CamCo"), "image/jpeg"))
        kept = self.fetched(office, fetcher)
        assert (kept.state, kept.kind, kept.media_type, kept.retry_at) == (
            "kept",
            "picture",
            "image/jpeg",
            None,
        )
        assert b"CamCo" not in office.house.storage.get(kept.stored_as)
        assert fetcher.headers == [{"Authorization": "Basic QUMxOndvcmQ="}]

    def test_is_tried_again_later_and_later(self, office: PostOffice) -> None:
        at, waits = NOW + timedelta(hours=1), []
        for _ in range(3):
            kept = self.fetched(office, Fetcher(UnableToFetch("the provider is busy")), at)
            assert kept.retry_at is not None
            waits.append((kept.retry_at - at).total_seconds())
            at = kept.retry_at
        assert waits == [15, 30, 60]
        assert (kept.state, kept.reason) == ("waiting", "the provider is busy")

    def test_is_given_up_after_half_a_day(self, office: PostOffice) -> None:
        at = NOW + timedelta(hours=1)
        for _ in range(ATTEMPTS_MAX):
            kept = self.fetched(office, Fetcher(UnableToFetch("the provider is busy")), at)
            at = kept.retry_at or at
        assert (kept.state, kept.retry_at) == ("refused", None)
        assert at - NOW > timedelta(hours=5)

    def test_that_is_gone_is_not_asked_for_again(self, office: PostOffice) -> None:
        kept = self.fetched(office, Fetcher(UnableToFetch("gone", permanent=True)))
        assert (kept.state, kept.reason) == ("refused", "gone")

    def test_that_is_a_program_is_refused(self, office: PostOffice) -> None:
        kept = self.fetched(office, Fetcher(Fetched(b"MZ\x90\x00", "image/jpeg")))
        assert (kept.state, kept.reason, kept.stored_as) == ("refused", "a program or script", "")

    def test_is_leased_to_one_worker_at_a_time(self, office: PostOffice) -> None:
        Attachment.objects.update(retry_at=NOW + timedelta(hours=2))
        fetcher = Fetcher(Fetched(photo(), "image/jpeg"))
        self.fetched(office, fetcher)
        assert fetcher.headers == []

    def test_of_an_account_that_cannot_be_opened_waits_for_nothing(self, office: PostOffice) -> None:
        Connector.objects.filter(id=office.line.pk).update(sealed=b"broken")
        fetcher = Fetcher(Fetched(photo(), "image/jpeg"))
        assert self.fetched(office, fetcher).state == "refused"
        assert fetcher.headers == []
