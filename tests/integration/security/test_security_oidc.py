"""Signing in with a real OpenID provider: the way there and back, what it may claim, and all that must not pass."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from sqlalchemy import text

from asan.gateway.owner import owner
from asan.kit.migrate import upgrade
from asan.kit.settings import Settings, settings
from asan.kit.store import transaction
from asan.modules.security import groups, roles
from asan.modules.security.accounts import change_user, create_user
from asan.modules.security.oidc import provider as providers
from tests.integration.security.people import PASSWORD
from tests.support.live_server import live_server
from tests.support.openid import CLIENT_ID, CLIENT_SECRET, OpenIdProvider, missing_provider, openid_provider

if reason := missing_provider():
    pytest.skip(reason, allow_module_level=True)

KIM = {
    "sub": "f:1234:kim",
    "preferred_username": "kim",
    "name": "김연구",
    "realm_access": {"roles": ["researcher", "offline_access", "default-roles-hospital"]},
    "resource_access": {"asan": {"roles": ["steward"]}, "account": {"roles": ["admin"]}},
    "groups": ["/심장내과", "/unknown"],
}


@dataclass
class Hospital:
    """Our server and the provider that it trusts."""

    url: str
    provider: OpenIdProvider

    def browser(self) -> httpx2.Client:
        return httpx2.Client(base_url=self.url, follow_redirects=True, timeout=30)

    def come_in(self, browser: httpx2.Client, next_page: str = "/api/auth/me") -> httpx2.Response:
        """Walk the whole way: to the provider, back with a code, and on to ``next_page``."""
        return browser.get("/api/auth/oidc/keycloak/start", params={"next": next_page})


@pytest.fixture
def hospital(asan_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hospital]:
    """A server that trusts one provider, which will sign Kim in."""
    from asan.server import create_app

    upgrade()
    create_user(owner(), "root", PASSWORD, ["admin"])
    groups.create_group(owner(), "심장내과")
    providers._provider.cache_clear()
    with live_server(create_app()) as url, openid_provider(url, "keycloak") as running:
        monkeypatch.setenv("ASAN_OIDC__KEYCLOAK__ISSUER", running.issuer)
        monkeypatch.setenv("ASAN_OIDC__KEYCLOAK__CLIENT_ID", CLIENT_ID)
        monkeypatch.setenv("ASAN_OIDC__KEYCLOAK__CLIENT_SECRET", CLIENT_SECRET)
        monkeypatch.setenv("ASAN_OIDC__KEYCLOAK__TITLE", "병원 통합 로그인")
        settings.cache_clear()
        running.tell(person=KIM)
        yield Hospital(url, running)


def failure(answer: httpx2.Response) -> str | None:
    """The code with which a browser came back to the sign-in page."""
    where = urlsplit(str(answer.url))
    return parse_qs(where.query).get("failed", [None])[0] if where.path == "/sign-in" else None


def outcomes() -> list[tuple[str, str | None]]:
    with transaction() as session:
        query = "SELECT outcome, code FROM audit_record WHERE action = 'sign_in' ORDER BY id"
        return [(outcome, code) for outcome, code in session.execute(text(query))]


def test_who_comes_from_the_provider_is_signed_in_with_its_roles_and_groups(hospital: Hospital) -> None:
    with hospital.browser() as browser:
        user = hospital.come_in(browser).json()["user"]
        assert (user["name"], user["display_name"]) == ("kim", "김연구")
        # Roles of another client and those that are unknown here give nothing.
        assert user["roles"] == ["researcher", "steward"]
        assert user["groups"] == ["심장내과"]
        # What a browser was lent for the way is gone, and changes need the session's own token.
        assert browser.cookies.get("asan_oidc") is None
        assert browser.post("/api/auth/tokens", json={"name": "t"}).json()["code"] == "csrf_refused"
    assert outcomes() == [("done", None)]


def test_the_way_there_carries_state_nonce_and_a_challenge(hospital: Hospital) -> None:
    with hospital.browser() as browser:
        there = browser.get("/api/auth/oidc/keycloak/start", follow_redirects=False)
        again = browser.get("/api/auth/oidc/keycloak/start", follow_redirects=False)
    asked, other = (parse_qs(urlsplit(each.headers["location"]).query) for each in (there, again))
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [f"{hospital.url}/api/auth/oidc/keycloak/callback"]
    for secret in ("state", "nonce", "code_challenge"):
        assert len(asked[secret][0]) >= 32
        assert asked[secret] != other[secret]
    cookie = there.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_the_sign_in_page_hears_of_the_configured_providers_alone(
    hospital: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hospital.browser() as browser:
        listed = browser.get("/api/auth/providers").json()
        assert listed == {"providers": [{"name": "keycloak", "title": "병원 통합 로그인"}], "problem": None}
        assert browser.get("/api/auth/oidc/google/start").status_code == 404
        for part in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET", "TITLE"):
            monkeypatch.delenv(f"ASAN_OIDC__KEYCLOAK__{part}")
        settings.cache_clear()
        assert browser.get("/api/auth/providers").json()["providers"] == []
        assert browser.get("/api/auth/oidc/keycloak/start").status_code == 404


def test_what_the_provider_takes_back_goes_with_the_next_sign_in_and_ours_stays(hospital: Hospital) -> None:
    with hospital.browser() as browser:
        hospital.come_in(browser)
    change_user(owner(), "kim", roles=["analyst"])
    groups.create_group(owner(), "icu")
    groups.change_members(owner(), "icu", add=["kim"])
    hospital.provider.tell(person={**KIM, "realm_access": {}, "resource_access": {}, "groups": []})
    with hospital.browser() as browser:
        user = hospital.come_in(browser).json()["user"]
    assert (user["roles"], user["groups"]) == (["analyst"], ["icu"])


def test_roles_and_groups_are_mapped_by_settings(hospital: Hospital, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASAN_OIDC__KEYCLOAK__ROLES", '{"연구원": "researcher", "root": "nurse", "x": "no such role"}')
    monkeypatch.setenv("ASAN_OIDC__KEYCLOAK__GROUPS", '{"/부서/cardiology": "심장내과"}')
    settings.cache_clear()
    roles.create_role(owner(), "nurse")
    realm = {"roles": ["연구원", "root", "x", "admin"]}
    hospital.provider.tell(person={**KIM, "realm_access": realm, "groups": ["/부서/cardiology", "심장내과"]})
    with hospital.browser() as browser:
        user = hospital.come_in(browser).json()["user"]
    # With a mapping, "admin" and "steward" of the provider's own are not ours.
    assert (user["roles"], user["groups"]) == (["nurse", "researcher"], ["심장내과"])


def test_odd_claims_give_nothing_and_break_nothing(hospital: Hospital) -> None:
    for claim in (None, "researcher", 7, ["x", 7, None], {"roles": {"admin": True}}, {"roles": "a,b"}):
        hospital.provider.tell(person={**KIM, "realm_access": claim, "resource_access": claim, "groups": claim})
        with hospital.browser() as browser:
            user = hospital.come_in(browser).json()["user"]
        assert (user["roles"], user["groups"]) == ([], []), claim


def test_a_local_account_is_not_taken_over_by_its_name(hospital: Hospital) -> None:
    hospital.provider.tell(person={**KIM, "preferred_username": "root"})
    with hospital.browser() as browser:
        first = hospital.come_in(browser).json()["user"]
    hospital.provider.tell(person={**KIM, "sub": "another", "preferred_username": "ROOT"})
    with hospital.browser() as browser:
        second = hospital.come_in(browser).json()["user"]
    assert [first["name"], second["name"]] == ["root@keycloak", "ROOT-2@keycloak"]
    assert "admin" not in first["roles"]


def test_a_person_stays_the_same_when_their_name_changes(hospital: Hospital) -> None:
    with hospital.browser() as browser:
        hospital.come_in(browser)
    hospital.provider.tell(person={**KIM, "preferred_username": "park", "name": "박연구"})
    with hospital.browser() as browser:
        user = hospital.come_in(browser).json()["user"]
    assert (user["name"], user["display_name"]) == ("kim", "박연구")


def test_who_is_disabled_here_does_not_come_in(hospital: Hospital) -> None:
    with hospital.browser() as browser:
        hospital.come_in(browser)
        change_user(owner(), "kim", disabled=True)
        assert failure(hospital.come_in(browser)) == "account_closed"
        assert browser.get("/api/auth/me").status_code == 401


FORGERIES = [
    *("signature", "unknown-key", "none", "hmac", "truncated"),
    *("aud", "azp", "iss", "nonce", "no-nonce", "expired", "at-hash", "no-sub"),
]


def test_a_forged_token_signs_nobody_in(hospital: Hospital) -> None:
    for kind in FORGERIES:
        hospital.provider.tell(forge=kind)
        with hospital.browser() as browser:
            assert failure(hospital.come_in(browser)) == "oidc_token_invalid", kind
            assert browser.get("/api/auth/me").status_code == 401, kind
    hospital.provider.tell(forge=None)
    with hospital.browser() as browser:
        assert hospital.come_in(browser).json()["user"]["name"] == "kim"
    assert outcomes() == [("refused", "oidc_token_invalid")] * len(FORGERIES) + [("done", None)]


def test_clocks_may_be_a_minute_apart(hospital: Hospital) -> None:
    for seconds, passes in ((45, True), (-45, True), (600, False), (-7200, False)):
        hospital.provider.tell(skew=seconds)
        with hospital.browser() as browser:
            assert (failure(hospital.come_in(browser)) is None) == passes, seconds


def test_new_keys_are_fetched_once_and_not_at_every_forgery(
    hospital: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hospital.browser() as browser:
        hospital.come_in(browser)
    fetched: list[str] = []
    get = httpx2.get

    def counted(address: str, **more: Any) -> httpx2.Response:
        fetched.append(address)
        return get(address, **more)

    monkeypatch.setattr(providers.httpx2, "get", counted)
    hospital.provider.tell(rotate=True)
    with hospital.browser() as browser:
        # Keys were fetched moments ago, so a rotation that quick waits out the pause between two fetches.
        assert failure(hospital.come_in(browser)) == "oidc_token_invalid"
    monkeypatch.setattr(providers, "_REFETCH_SECONDS", 0.0)
    with hospital.browser() as browser:
        assert hospital.come_in(browser).json()["user"]["name"] == "kim"
    monkeypatch.setattr(providers, "_REFETCH_SECONDS", 60.0)
    hospital.provider.tell(forge="unknown-key")
    for _ in range(3):
        with hospital.browser() as browser:
            assert failure(hospital.come_in(browser)) == "oidc_token_invalid"
    assert len([address for address in fetched if address.endswith("/jwks")]) == 1


def test_a_person_who_declines_comes_back_to_the_sign_in_page(hospital: Hospital) -> None:
    hospital.provider.tell(deny=True)
    with hospital.browser() as browser:
        assert failure(hospital.come_in(browser)) == "oidc_refused"
        told = browser.get("/api/auth/providers", params={"failed": "oidc_refused", "provider": "keycloak"})
        assert "병원 통합 로그인" in told.json()["problem"]["message"]


def test_an_answer_that_this_browser_did_not_ask_for_signs_nobody_in(hospital: Hospital) -> None:
    with hospital.browser() as attacker, hospital.browser() as victim:
        answer = attacker.get("/api/auth/oidc/keycloak/start")
        back = next(str(each.url) for each in answer.history if "/callback?" in str(each.url))
        # The victim opens the attacker's link, with no sign-in of their own and with one.
        assert failure(victim.get(back)) == "oidc_expired"
        victim.get("/api/auth/oidc/keycloak/start", follow_redirects=False)
        assert failure(victim.get(back)) == "oidc_expired"
        assert victim.get("/api/auth/me").status_code == 401


def test_a_code_works_once(hospital: Hospital) -> None:
    with hospital.browser() as browser:
        there = browser.get("/api/auth/oidc/keycloak/start", follow_redirects=False)
        pending = browser.cookies["asan_oidc"]
        answer = browser.get(there.headers["location"])
        back = next(str(each.url) for each in answer.history if "/callback?" in str(each.url))
    with hospital.browser() as thief:
        thief.cookies.set("asan_oidc", pending, domain="127.0.0.1", path="/api/auth/oidc")
        assert failure(thief.get(back)) == "oidc_refused"


def test_the_way_back_leads_to_no_other_site(hospital: Hospital) -> None:
    for page in ("//evil.example", "https://evil.example", "/\\evil.example", "x"):
        with hospital.browser() as browser:
            answer = hospital.come_in(browser, page)
        last = next(each for each in answer.history if "/callback?" in str(each.url))
        assert last.headers["location"] == "/", page


def test_a_spoilt_cookie_is_no_sign_in(hospital: Hospital) -> None:
    for cookie in ("", "x", "e30=", "bnVsbA==", "eyJwcm92aWRlciI6IDF9"):
        with hospital.browser() as browser:
            browser.cookies.set("asan_oidc", cookie, domain="127.0.0.1", path="/api/auth/oidc")
            assert failure(browser.get("/api/auth/oidc/keycloak/callback?code=x&state=y")) == "oidc_expired"


def test_the_provider_down_from_the_start_or_midway_and_the_local_account_that_still_works(
    hospital: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(providers, "_DESCRIBED_SECONDS", 0.0)
    with hospital.browser() as browser:
        there = browser.get("/api/auth/oidc/keycloak/start", follow_redirects=False)
        # It signs the person in, and is gone before we redeem the code.
        back = browser.get(there.headers["location"], follow_redirects=False)
        while "/callback?" not in back.headers["location"]:
            back = browser.get(httpx2.URL(back.request.url).join(back.headers["location"]), follow_redirects=False)
        hospital.provider.stop()
        assert failure(browser.get(back.headers["location"])) == "oidc_unavailable"
        for _ in range(60):
            assert failure(hospital.come_in(browser)) == "oidc_unavailable"
        # What is down is nobody's guess: this address is not locked.
        local = browser.post("/api/auth/login", json={"username": "root", "password": PASSWORD})
        assert local.json()["user"]["roles"] == ["admin"]


def test_many_failures_lock_the_address(hospital: Hospital, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASAN_LOGIN_ADDRESS_ATTEMPTS", "2")
    settings.cache_clear()
    hospital.provider.tell(forge="signature")
    with hospital.browser() as browser:
        codes = [failure(hospital.come_in(browser)) for _ in range(3)]
    assert codes == ["oidc_token_invalid", "oidc_token_invalid", "address_locked"]


def test_signing_out_here_signs_out_there(hospital: Hospital) -> None:
    with hospital.browser() as browser:
        hospital.come_in(browser)
        csrf = {"x-csrf-token": browser.cookies["asan_csrf"]}
        redirect = browser.post("/api/auth/logout", headers=csrf).json()["redirect"]
        assert redirect.startswith(hospital.provider.issuer)
        form = browser.get(redirect).text
        token = re.search(r'name="xsrf" value="([^"]+)"', form)
        action = re.search(r'action="([^"]+)"', form)
        assert token is not None
        assert action is not None
        end = browser.post(action.group(1), data={"xsrf": token.group(1), "logout": "yes"})
        assert str(end.url) == f"{hospital.url}/sign-in"
        assert browser.get("/api/auth/me").status_code == 401


def test_signing_out_there_signs_out_here(hospital: Hospital) -> None:
    with hospital.browser() as browser, hospital.browser() as elsewhere:
        hospital.come_in(browser)
        hospital.come_in(elsewhere)
        form = browser.get(f"{hospital.provider.issuer}/session/end").text
        token = re.search(r'name="xsrf" value="([^"]+)"', form)
        assert token is not None
        browser.post(f"{hospital.provider.issuer}/session/end/confirm", data={"xsrf": token.group(1), "logout": "yes"})
        # The provider has told our server by itself which of its sessions is over.
        assert browser.get("/api/auth/me").status_code == 401
        assert elsewhere.get("/api/auth/me").status_code == 200


def test_nobody_but_the_provider_says_that_a_session_is_over(hospital: Hospital) -> None:
    with hospital.browser() as browser:
        hospital.come_in(browser)
        with transaction() as session:
            id_token = session.execute(text("SELECT id_token FROM login_session")).scalar_one()
        # An ID token is signed by the provider too, but is no logout token.
        for forged in (id_token, "x", "a.b.c", ""):
            answer = browser.post("/api/auth/oidc/keycloak/logout", data={"logout_token": forged})
            assert answer.status_code in (401, 422)
        assert browser.get("/api/auth/me").status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [{"ISSUER": "http://sso.hospital.example"}, {"CLIENT_ID": ""}, {"COLOUR": "red"}, {"SKEW_SECONDS": "9999"}],
)
def test_wrong_settings_are_refused_at_the_start(monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str]) -> None:
    for part, value in {"ISSUER": "https://sso.example", "CLIENT_ID": "asan", **wrong}.items():
        monkeypatch.setenv(f"ASAN_OIDC__KEYCLOAK__{part}", value)
    with pytest.raises(ValueError, match="oidc"):
        Settings()
