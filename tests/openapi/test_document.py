"""No public door is forgotten: each is in the document, or on the list of those left out, with a reason."""

import re
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from freshup.config import asgi
from freshup.interfaces.api.health import PATHS as HEALTH
from freshup.interfaces.api.live import PATH as LIVE
from freshup.interfaces.api.openapi import LEFT_OUT, PATH, document
from tests.test_every_route import PUBLIC

DOCUMENT = document()


def django_doors() -> list[str]:
    """Addresses of pages that anybody may open, with their parameters in braces."""
    found: list[str] = []

    def walk(patterns: list[Any], before: str) -> None:
        for one in patterns:
            address = before + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(one.pattern))
            if isinstance(one, URLResolver):
                walk(one.url_patterns, address)
            elif isinstance(one, URLPattern):
                ours = getattr(one.callback, "__module__", "").startswith("freshup.interfaces.api.")
                if ours or one.name in PUBLIC or address.startswith("/accounts/"):
                    found.append(address)

    walk(get_resolver().url_patterns, "/")
    return sorted(set(found))


def plain_doors() -> list[str]:
    """Addresses that are answered before Django."""
    kinds = {"/in/": "/in/{key}/", "/hooks/": "/hooks/{key}/{kind}/", "/visits/": "/visits/{key}/"}
    prefixes = [prefix for _, prefix, _ in asgi.BY_PREFIX]
    return [
        *(kinds.get(one, one) for one in prefixes),
        LIVE,
        PATH,
        *sorted(one for one in HEALTH if one.endswith("/")),
    ]


def is_described(address: str) -> bool:
    """Also where one address of Django's is several in the document (`/chat/{key}/{what}/`)."""
    shape = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(address))
    return any(re.fullmatch(shape, one) for one in DOCUMENT["paths"])


def is_left_out(address: str) -> bool:
    return any(
        address == one or (one.endswith("…") and address.startswith(one.removesuffix("…")))
        for one in LEFT_OUT
    )


class TestEveryPublicDoor:
    @pytest.mark.parametrize("address", django_doors() + plain_doors())
    def test_is_described_or_left_out_for_a_reason(self, address: str) -> None:
        assert is_described(address) != is_left_out(address), (
            f"{address}: put it into api/openapi, or on LEFT_OUT"
        )

    def test_that_is_described_or_left_out_is_there(self) -> None:
        there = django_doors() + plain_doors()
        shapes = [re.sub(r"\\{\w+\\}", "[^/]+", re.escape(one)) for one in there]
        for address in [*DOCUMENT["paths"], *LEFT_OUT]:
            begins = address.endswith("…") and any(one.startswith(address[:-1]) for one in there)
            assert begins or any(re.fullmatch(shape, address) for shape in shapes), address

    def test_is_seen_by_this_walk(self) -> None:
        """The walk itself finds doors of both kinds."""
        assert {"/form/{key}/", "/unsubscribe/{token}/", "/chat/{key}/{what}/"} <= set(django_doors())
        assert {"/in/{key}/", "/live/", "/readyz/"} <= set(plain_doors())


class TestTheDocument:
    def test_names_each_operation_once(self) -> None:
        names = [
            one["operationId"]
            for path in DOCUMENT["paths"].values()
            for one in path.values()
            if "operationId" in one
        ]
        assert len(names) == len(set(names)) > 15

    def test_points_at_nothing_that_is_missing(self) -> None:
        pointed = set(re.findall(r"#/components/schemas/(\w+)", repr(DOCUMENT)))
        assert pointed <= set(DOCUMENT["components"]["schemas"])

    def test_says_the_sentences_the_doors_say(self) -> None:
        refused = DOCUMENT["paths"]["/in/{key}/"]["post"]["responses"]
        assert refused["413"]["content"]["application/json"]["examples"]["too_large"]["value"][
            "detail"
        ].startswith("A submission may have 25 MB")
        assert set(refused) == {
            "202",
            "400",
            "403",
            "404",
            "405",
            "408",
            "410",
            "413",
            "429",
            "500",
            "503",
            "507",
        }
