"""What the environment may say, and what it is refused with."""

from pathlib import Path

import pytest

from bidapp.config import BadSetting, settings_from

SECRET = "0123456789abcdef" * 2


def refusal_of(**environment):
    with pytest.raises(BadSetting) as refusal:
        settings_from(environment)
    return str(refusal.value)


def test_everything_has_a_default_but_the_secret(tmp_path):
    settings = settings_from({"BIDAPP_INSTANCE": str(tmp_path)})
    assert settings.SECRET_KEY is None
    assert f"sqlite:///{tmp_path}/bidapp.sqlite" == settings.SQLALCHEMY_DATABASE_URI
    assert settings.BASE_URL == "http://127.0.0.1:5000"
    assert settings.SMTP_URL is None
    assert settings.TRUSTED_PROXIES == 0


def test_an_empty_variable_counts_as_not_set():
    names = ("SECRET_KEY", "PORT", "SMTP_URL", "BASE_URL", "DATABASE_URL", "TRUSTED_PROXIES")
    empty = {f"BIDAPP_{name}": " " for name in names}
    assert settings_from(empty) == settings_from({})


def test_a_short_secret_is_refused_with_a_way_to_make_one():
    assert "token_hex" in refusal_of(BIDAPP_SECRET_KEY="short")
    assert settings_from({"BIDAPP_SECRET_KEY": SECRET}).SECRET_KEY == SECRET


@pytest.mark.parametrize("said", ["many", "-1", "1.5", "65536", "²", "0x10", "1e3"])
def test_a_port_is_a_whole_number(said):
    assert "BIDAPP_PORT must be a whole number from 0 to 65535" in refusal_of(BIDAPP_PORT=said)


@pytest.mark.parametrize("said", ["11", "all"])
def test_proxies_are_counted_not_believed(said):
    assert "BIDAPP_TRUSTED_PROXIES" in refusal_of(BIDAPP_TRUSTED_PROXIES=said)


@pytest.mark.parametrize(
    "said",
    ["bids.example.org", "ftp://bids.example.org", "https://", "http://[bad", "http://host:port"],
)
def test_a_base_address_is_a_web_address(said):
    assert "BIDAPP_BASE_URL must be a web address" in refusal_of(BIDAPP_BASE_URL=said)


@pytest.mark.parametrize("said", ["mail.example.org", "http://mail", "smtp://", "smtp://mail:port"])
def test_a_mail_server_is_an_address_of_one(said):
    assert "BIDAPP_SMTP_URL must look like smtp://" in refusal_of(BIDAPP_SMTP_URL=said)


@pytest.mark.parametrize("said", ["smtp://mail", "smtps://u:p%40@mail", "smtp+starttls://mail:25"])
def test_the_three_ways_to_speak_to_a_mail_server(said):
    assert said == settings_from({"BIDAPP_SMTP_URL": said}).SMTP_URL


@pytest.mark.parametrize(
    "said",
    ["postgres://u:p@db/bids", "postgresql://u:p@db/bids", "postgresql+psycopg://u:p@db/bids"],
)
def test_postgresql_is_understood_however_it_is_called(said):
    settings = settings_from({"BIDAPP_DATABASE_URL": said})
    assert settings.SQLALCHEMY_DATABASE_URI == "postgresql+psycopg://u:p@db/bids"


@pytest.mark.parametrize(
    "said", ["mysql://db/bids", "bids.sqlite", "sqlite", "postgresql+asyncpg://db"]
)
def test_other_databases_are_refused(said):
    assert "must begin with sqlite:// or postgresql://" in refusal_of(BIDAPP_DATABASE_URL=said)


@pytest.mark.parametrize("said", ["sqlite://", "sqlite:///", "sqlite:///:memory:"])
def test_a_database_that_forgets_is_refused(said):
    assert "must name a file" in refusal_of(BIDAPP_DATABASE_URL=said)


def test_an_address_that_cannot_be_read_is_refused_without_repeating_its_password():
    said = refusal_of(BIDAPP_DATABASE_URL="postgresql://u:secret@db:port/bids")
    assert said == "BIDAPP_DATABASE_URL cannot be read as an address."


def test_the_own_name_and_this_machine_may_stand_in_a_request():
    settings = settings_from(
        {"BIDAPP_BASE_URL": "https://bids.example.org/", "BIDAPP_TRUSTED_HOSTS": "a.org, b.org,"}
    )
    assert settings.BASE_URL == "https://bids.example.org"
    ours = ("bids.example.org", "localhost", "127.0.0.1")
    assert ("a.org", "b.org", *ours) == settings.TRUSTED_HOSTS


def test_the_instance_folder_may_begin_at_home(monkeypatch):
    monkeypatch.setenv("HOME", "/home/somebody")
    assert Path("/home/somebody/bids") == settings_from({"BIDAPP_INSTANCE": "~/bids"}).INSTANCE


def test_forms_are_protected_and_cookies_kept_from_scripts():
    settings = settings_from({})
    assert settings.WTF_CSRF_ENABLED
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"


def test_under_https_the_cookie_belongs_to_this_host_alone():
    settings = settings_from({"BIDAPP_BASE_URL": "https://bids.example.org"})
    assert settings.SESSION_COOKIE_SECURE
    assert settings.SESSION_COOKIE_NAME == "__Host-bidapp"
    assert not settings_from({}).SESSION_COOKIE_SECURE
