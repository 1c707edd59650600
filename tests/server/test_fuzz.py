"""No request makes the service fail: every answer is a result or a refusal."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tqcheck.server.app import application
from tqcheck.server.checker import Checker

# One client serves all examples; a busy machine is no fault of the tests.
QUIET = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow)
KEYS = ("text", "data", "language", "motherTongue", "level", "enabledRules", "enabledOnly")
OWN_KEYS = ("text", "source", "language", "source_language", "model")
VALUE = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=40)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(("annotation", "text", "markup", "interpretAs")), inner, max_size=3
        ),
    ),
    max_leaves=10,
)
BODY = st.one_of(
    st.binary(max_size=300),
    st.dictionaries(st.sampled_from(KEYS), VALUE, max_size=5).map(lambda v: json.dumps(v).encode()),
    st.dictionaries(st.sampled_from(OWN_KEYS), VALUE, max_size=5).map(
        lambda v: json.dumps(v).encode()
    ),
    st.lists(st.tuples(st.sampled_from(KEYS), st.text(max_size=40)), max_size=5).map(
        lambda pairs: "&".join(f"{k}={v}" for k, v in pairs).encode("utf-8", "surrogatepass")
    ),
)


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    service = application(Checker("off"))
    address = "http://127.0.0.1:8088"
    with TestClient(service, base_url=address, raise_server_exceptions=False) as opened:
        yield opened


@given(
    BODY,
    st.sampled_from(["/v2/check", "/v1/check", "/v1/report"]),
    st.sampled_from(["application/json", "application/x-www-form-urlencoded", "", "text/é"]),
)
@settings(max_examples=400, deadline=None, suppress_health_check=QUIET)
def test_no_body_is_answered_with_500(
    client: TestClient, body: bytes, path: str, kind: str
) -> None:
    headers = {"content-type": kind.encode("utf-8")}
    response = client.post(path, content=body, headers=headers)
    assert response.status_code in (200, 400, 413), response.text


HEADER = st.one_of(
    st.sampled_from([b"127.0.0.1", b"localhost:8088", b"[::1]:1", b"http://[", b"", b"null"]),
    st.binary(max_size=20).filter(lambda v: not set(v) & set(b"\r\n\0")),
)


@given(
    st.sampled_from(["GET", "POST", "PUT", "HEAD", "OPTIONS", "DELETE"]),
    st.sampled_from(
        ["/", "/v2/check", "/v2/languages", "/v1/check", "/page.js", "/%2e%2e/x", "/é"]
    ),
    HEADER,
    st.one_of(st.none(), HEADER),
    st.text(max_size=20),
)
@settings(max_examples=200, deadline=None, suppress_health_check=QUIET)
def test_no_head_is_answered_with_500(
    client: TestClient, method: str, path: str, host: bytes, origin: bytes | None, query: str
) -> None:
    headers = {"host": host} | ({"origin": origin} if origin is not None else {})
    response = client.request(method, path, params={"text": query}, headers=headers)
    assert response.status_code < 500, response.text
