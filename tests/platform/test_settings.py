"""What the environment says, and what it becomes."""

import os
from pathlib import Path

import pytest
from django.test import Client, RequestFactory

from freshup.bootstrap.home import home, prepare_home, secret_key
from freshup.config.accounts import InvitedOnly
from freshup.config.databases import database
from freshup.config.mail import mail_settings

HOME = Path("/srv/freshup")
URL = "postgresql://boss:pw@db.example.com:5433/leads?sslmode=require"


class TestDatabase:
    def test_the_embedded_server_is_found_by_its_socket(self):
        settings = database("web", home=HOME, secret_key="k")
        assert (settings["HOST"], settings["USER"]) == ("/srv/freshup/postgres.socket", "freshup_web")

    def test_pages_share_a_pool_and_a_worker_keeps_its_connection(self):
        web, worker = (database(role, home=HOME, secret_key="k") for role in ("web", "worker"))
        assert (web["CONN_MAX_AGE"], web["OPTIONS"]["pool"]["max_size"]) == (0, 8)
        assert (worker["CONN_MAX_AGE"], "pool" in worker["OPTIONS"]) == (None, False)

    def test_a_customers_server_is_used_as_its_owner(self, monkeypatch):
        monkeypatch.setenv("DATABASE_URL", URL)
        settings = database("owner", home=HOME, secret_key="k")
        found = [settings[name] for name in ("HOST", "PORT", "USER", "PASSWORD", "NAME")]
        assert found == ["db.example.com", "5433", "boss", "pw", "leads"]
        assert settings["OPTIONS"]["sslmode"] == "require"

    def test_there_the_web_role_has_a_password_of_its_own(self, monkeypatch):
        monkeypatch.setenv("DATABASE_URL", URL)
        web, worker = (database(role, home=HOME, secret_key="k") for role in ("web", "worker"))
        assert (web["USER"], web["NAME"]) == ("freshup_web", "leads")
        assert len({web["PASSWORD"], worker["PASSWORD"], "pw"}) == 3
        assert web["PASSWORD"] != database("web", home=HOME, secret_key="other")["PASSWORD"]

    def test_a_given_log_in_goes_before_the_derived_one(self, monkeypatch):
        monkeypatch.setenv("DATABASE_URL", URL)
        monkeypatch.setenv("FRESHUP_WEB_DATABASE_URL", "postgresql://pages:own@pool.example.com/leads")
        settings = database("web", home=HOME, secret_key="k")
        assert (settings["USER"], settings["PASSWORD"], settings["HOST"]) == (
            "pages",
            "own",
            "pool.example.com",
        )

    def test_another_database_can_be_named(self, monkeypatch):
        monkeypatch.setenv("FRESHUP_DATABASE", "bench")
        assert database("worker", home=HOME, secret_key="k")["NAME"] == "bench"

    def test_a_role_that_is_none_is_refused(self):
        with pytest.raises(ValueError, match="owner, web, worker"):
            database("boss", home=HOME, secret_key="k")


class TestHome:
    def test_the_secret_is_made_once_and_closed(self, monkeypatch, tmp_path):
        monkeypatch.setenv("FRESHUP_HOME", str(tmp_path / "new"))
        prepare_home()
        first = secret_key()
        prepare_home()
        assert secret_key() == first
        assert len(first) >= 48
        assert (tmp_path / "new" / "secret").stat().st_mode & 0o777 == 0o600
        assert {path.name for path in home().iterdir()} == {"secret", "vapid"}

    def test_a_home_has_no_open_doors(self, monkeypatch, tmp_path):
        monkeypatch.setenv("FRESHUP_HOME", str(tmp_path / "new"))
        assert prepare_home().stat().st_mode & 0o777 == (0o711 if os.geteuid() == 0 else 0o700)

    def test_without_a_home_the_secret_is_the_processes_own(self, monkeypatch, tmp_path):
        monkeypatch.setenv("FRESHUP_HOME", str(tmp_path / "absent"))
        assert secret_key() != secret_key()
        assert not home().exists()


class TestMail:
    def test_sandbox_writes_files(self):
        assert mail_settings("sandbox", sandbox_dir=HOME).backend.endswith("filebased.EmailBackend")

    def test_a_server_is_named_by_an_address(self):
        found = mail_settings("smtp+starttls://shop:p%40ss@mail.example.com", sandbox_dir=HOME)
        assert (found.host, found.port, found.user, found.password) == (
            "mail.example.com",
            587,
            "shop",
            "p@ss",
        )
        assert (found.starttls, found.tls) == (True, False)

    def test_anything_else_is_refused(self):
        with pytest.raises(ValueError, match="FRESHUP_EMAIL"):
            mail_settings("mail.example.com", sandbox_dir=HOME)


class TestSignIn:
    def test_nobody_signs_up(self):
        assert not InvitedOnly().is_open_for_signup(RequestFactory().get("/"))


@pytest.mark.django_db
class TestHeaders:
    def test_pages_run_only_what_we_serve(self, client: Client):
        policy = client.get("/accounts/login/").headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy

    def test_a_foreign_host_is_refused(self, client: Client):
        assert client.get("/accounts/login/", headers={"host": "evil.example"}).status_code == 400
