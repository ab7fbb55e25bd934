"""What holds on every page: headers, cookies, tokens, sizes, hosts, and how faults are told."""

import re
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from bidapp import create_app
from bidapp.accounts.models import Person
from bidapp.database import db
from bidapp.web import CONTENT_SECURITY_POLICY, HEADERS, public
from tests.builders import PASSWORD, a_person, saved
from tests.conftest import settings_for

HTMX = {"HX-Request": "true"}
OVER_HTTPS = "https://bids.example.org"


def shell_with(folder, **changes):
    """The application as strangers meet it: no page of theirs asks the database."""
    app = create_app(settings_for(f"sqlite:///{folder / 'none.sqlite'}", folder, **changes))

    @public
    def broken():
        raise ZeroDivisionError

    app.add_url_rule("/broken", view_func=broken)
    return app


@pytest.fixture
def shell(tmp_path):
    return shell_with(tmp_path).test_client()


def token_in(page):
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text).group(1)


@pytest.mark.parametrize(
    "address", ["/sign-in", "/", "/nothing-here", "/broken", "/healthz", "/static/build/app.css"]
)
def test_every_answer_carries_the_security_headers(shell, address):
    answer = shell.get(address, buffered=True)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value, name
    assert re.fullmatch(r"[0-9a-f]{8}", answer.headers["X-Request-Id"])


def test_the_policy_lets_no_page_run_or_load_what_is_not_ours():
    rules = dict(rule.split(" ", 1) for rule in CONTENT_SECURITY_POLICY.split("; "))
    closed = {name for name, sources in rules.items() if sources == "'none'"}
    assert closed == {"default-src", "frame-ancestors", "base-uri"}
    assert set(rules.values()) == {"'none'", "'self'"}


def test_pages_are_not_kept_by_browsers_and_fingerprinted_files_are(shell):
    assert shell.get("/sign-in").headers["Cache-Control"] == "no-store"
    style = shell.get("/static/build/app.css?v=1", buffered=True)
    assert "max-age=31536000" in style.headers["Cache-Control"]


def test_a_fault_of_ours_names_a_reference_and_nothing_else(shell, caplog):
    answer = shell.get("/broken")
    assert answer.status_code == 500
    assert f"Reference {answer.headers['X-Request-Id']}" in answer.text
    assert "ZeroDivisionError" not in answer.text
    assert "ZeroDivisionError" in caplog.text


def test_a_wrong_address_and_a_wrong_method_are_told_in_a_sentence(shell):
    missing, method = shell.get("/nothing-here"), shell.post("/healthz")
    assert (missing.status_code, method.status_code) == (404, 405)
    assert "There is no page at this address" in missing.text
    assert "does not take what was sent" in method.text


def test_more_than_16_megabytes_are_refused_by_a_page_that_says_so(shell):
    answer = shell.post("/sign-in", data={"email": "x" * 50_000_000})
    assert answer.status_code == 413
    assert "larger than 16 MB" in answer.text


def test_a_large_form_below_the_limit_is_read(shell):
    answer = shell.post("/sign-in", data={"email": "x" * 15_000_000})
    assert answer.status_code == 200
    assert "Enter a shorter e-mail address" in answer.text


def test_a_form_of_very_many_parts_is_refused(shell):
    data = {f"field{number}": "x" for number in range(1_100)}
    answer = shell.post("/sign-in", data=data, content_type="multipart/form-data")
    assert answer.status_code == 413


def test_a_foreign_host_is_told_nothing(shell):
    answer = shell.get("/sign-in", headers={"Host": "evil.example.com"})
    assert answer.status_code == 400
    assert answer.text == "This address is not served here.\n"
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_htmx_is_told_of_a_refusal_in_the_message_area(shell):
    answer = shell.get("/nothing-here", headers=HTMX)
    assert answer.headers["HX-Retarget"] == "#messages"
    assert answer.headers["HX-Reswap"] == "innerHTML"
    assert "<html" not in answer.text
    assert 'role="alert"' in answer.text


def test_htmx_loads_the_sign_in_page_as_a_page(shell):
    answer = shell.get("/bids", headers=HTMX)
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"].startswith("/sign-in")


@pytest.mark.parametrize("number", [2**31, 2**63, 10**40])
def test_a_number_no_row_can_have_is_an_address_that_does_not_exist(shell, number):
    for address in ("/bids/{}", "/calls/{}/edit", "/people/{}", "/mail/{}"):
        assert shell.get(address.format(number)).status_code == 404, address


def test_numbers_no_row_can_have_are_no_filter(signed_in):
    for name in ("funder", "theme", "owner", "page"):
        for number in ("9" * 12, "9" * 40, "-1", "0", "one", "1;"):
            assert signed_in.get(f"/bids?{name}={number}").status_code == 200, (name, number)


def test_forms_need_their_token_unless_a_test_says_otherwise(tmp_path):
    browser = shell_with(tmp_path, WTF_CSRF_ENABLED=True).test_client()
    answer = browser.post("/sign-in", data={"email": "a@example.org", "password": PASSWORD})
    assert answer.status_code == 400
    assert "nothing was changed" in answer.text
    data = {"email": "nobody", "csrf_token": token_in(browser.get("/sign-in"))}
    assert "Enter an e-mail address like" in browser.post("/sign-in", data=data).text


def test_a_token_of_another_browser_is_worth_nothing(tmp_path):
    app = shell_with(tmp_path, WTF_CSRF_ENABLED=True)
    mine, theirs = app.test_client(), app.test_client()
    mine.get("/sign-in")
    data = {"email": "nobody", "csrf_token": token_in(theirs.get("/sign-in"))}
    assert mine.post("/sign-in", data=data).status_code == 400


def test_over_https_the_session_belongs_to_this_host_and_this_scheme(tmp_path):
    app = shell_with(tmp_path, BASE_URL=OVER_HTTPS, WTF_CSRF_ENABLED=True)
    answer = app.test_client().get("/sign-in", base_url=OVER_HTTPS)
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-bidapp=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_over_http_the_session_is_kept_from_scripts_all_the_same(tmp_path):
    answer = shell_with(tmp_path, WTF_CSRF_ENABLED=True).test_client().get("/sign-in")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("bidapp=")
    assert {"HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize(("proxies", "seen"), [(0, False), (1, True)])
def test_a_proxy_is_believed_only_when_it_is_counted(tmp_path, proxies, seen):
    browser = shell_with(tmp_path, TRUSTED_PROXIES=proxies).test_client()
    answer = browser.get("/sign-in", headers={"X-Forwarded-Proto": "https"})
    assert ("Strict-Transport-Security" in answer.headers) is seen


def test_a_host_that_a_counted_proxy_names_has_to_be_ours_too(tmp_path):
    browser = shell_with(tmp_path, TRUSTED_PROXIES=1).test_client()
    ours = browser.get("/sign-in", headers={"X-Forwarded-Host": "bids.example.org"})
    foreign = browser.get("/sign-in", headers={"X-Forwarded-Host": "evil.example.com"})
    assert (ours.status_code, foreign.status_code) == (200, 400)


def test_the_log_holds_neither_keys_nor_what_people_search_for(shell, caplog):
    caplog.set_level("INFO")
    shell.get("/bids?q=secret-words")
    shell.get("/set-password-of-nobody/secret-key")
    assert "GET /bids" in caplog.text
    assert "secret" not in caplog.text


def stop_the_database(url, request):
    """As when somebody moves the file away, or drops the database, while people work."""
    if url.startswith("sqlite"):
        file = Path(url.removeprefix("sqlite:///"))
        db.engine.dispose()
        for part in file.parent.glob(f"{file.name}*"):
            part.unlink()
        file.mkdir()
    else:
        request.getfixturevalue("postgres").drop(url.rpartition("/")[2])


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "part"])
def test_without_its_database_it_says_so_and_keeps_what_was_typed(
    signed_in, database_url, request, headers
):
    stop_the_database(database_url, request)
    for answer in [signed_in.get("/bids", headers=headers) for _ in range(2)]:
        assert answer.status_code == 503
        assert "The database is not answering" in answer.text
        assert answer.headers["Retry-After"] == "30"
        assert answer.headers["X-Request-Id"] in answer.text


def test_a_damaged_database_is_told_like_a_missing_one(signed_in, tmp_path, database_url):
    if not database_url.startswith("sqlite"):
        pytest.skip("a file of ours only where the database is embedded")
    db.engine.dispose()
    (tmp_path / "test.sqlite").write_bytes(b"This is no database any more." * 100)
    answer = signed_in.get("/bids")
    assert answer.status_code == 503
    assert "The database is not answering" in answer.text


def test_the_health_page_answers_without_a_database_and_the_other_says_why(
    client, database_url, request
):
    stop_the_database(database_url, request)
    assert client.get("/healthz").get_json() == {"status": "ok"}
    ready = client.get("/readyz")
    assert ready.status_code == 503
    assert ready.get_json()["faults"] == ["The database does not answer."]


def test_a_write_outside_a_unit_of_work_is_refused_by_the_database(app):
    db.session.rollback()
    db.session.add(a_person())
    with pytest.raises(DBAPIError, match=r"read-?only"):
        db.session.flush()
    db.session.rollback()
    saved(a_person("Kept"))
    assert db.session.scalars(select(Person.name)).all() == ["Kept"]


def test_a_page_that_read_before_it_writes_waits_its_turn(app):
    """Reading leaves no lock behind, and the same connection writes afterwards."""
    for name in ("First", "Second"):
        assert name not in db.session.scalars(select(Person.name)).all()
        saved(a_person(name))
