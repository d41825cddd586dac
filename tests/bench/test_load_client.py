"""The load client counts what comes, and lets nothing wrong pass."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import uvloop

from bench.load import Outcome, Plan, carry_out

Reader, Writer = asyncio.StreamReader, asyncio.StreamWriter
GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"


def ask(answer: Callable[[int], bytes], plan: Plan, *, hang_up: bool = False) -> tuple[Outcome, list[bytes]]:
    """Carry out a plan against a server that gives the answer for the number of the request."""
    heard: list[bytes] = []

    async def serve(reader: Reader, writer: Writer) -> None:
        try:
            while request := await reader.readuntil(b"\r\n\r\n"):
                heard.append(request)
                reply = answer(len(heard))
                writer.write(reply)
                if hang_up or b"Connection: close" in reply:
                    break
        except asyncio.IncompleteReadError:
            pass
        writer.close()

    async def both() -> Outcome:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with server:
            return await carry_out(replace(plan, port=server.sockets[0].getsockname()[1]))

    return uvloop.run(both()), heard


PLAN = Plan(port=0, paths=["/a", "/b?q=1"], count=20, connections=4, seconds=5)


def test_every_request_is_counted_and_paths_are_taken_in_turn() -> None:
    outcome, heard = ask(lambda _number: GOOD, PLAN)
    assert (outcome.asked, outcome.right, outcome.wrong) == (20, 20, {})
    assert outcome.body_bytes == 5
    assert 0 < outcome.p50 <= outcome.p99 <= outcome.slowest
    assert sum(request.startswith(b"GET /a ") for request in heard) == 10


def test_headers_are_sent() -> None:
    _outcome, heard = ask(lambda _number: GOOD, replace(PLAN, headers={"Accept-Encoding": "br"}))
    assert all(b"\r\nAccept-Encoding: br\r\n" in request for request in heard)


def test_another_status_is_counted_as_wrong() -> None:
    bad = b"HTTP/1.1 503 Busy\r\ncontent-length: 2\r\n\r\nno"
    outcome, _heard = ask(lambda number: bad if number % 4 == 0 else GOOD, PLAN)
    assert (outcome.right, outcome.wrong) == (15, {"status 503": 5})


def test_a_304_has_no_body_and_is_right_where_it_is_expected() -> None:
    same = b'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\n\r\n'
    outcome, _heard = ask(lambda _number: same, replace(PLAN, status=304))
    assert (outcome.right, outcome.wrong, outcome.body_bytes) == (20, {}, 0)
    outcome, _heard = ask(lambda _number: same, PLAN)
    assert (outcome.right, outcome.wrong) == (0, {"status 304": 20})


def test_a_connection_that_closes_is_opened_again() -> None:
    closing = GOOD.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    outcome, heard = ask(lambda _number: closing, PLAN)
    assert (outcome.right, outcome.wrong, len(heard)) == (20, {}, 20)


def test_an_answer_cut_short_or_without_a_length_is_wrong() -> None:
    outcome, _heard = ask(lambda _number: GOOD[:-2], PLAN, hang_up=True)
    assert (outcome.right, outcome.wrong) == (0, {"hung up": 20})
    outcome, _heard = ask(lambda _number: GOOD.replace(b"Content-Length", b"X-Length"), PLAN)
    assert (outcome.right, outcome.wrong) == (0, {"no length": 20})
    outcome, _heard = ask(lambda _number: GOOD + b"more", PLAN)
    assert outcome.right == 0
    assert outcome.wrong == {"more bytes than announced": 20}


def test_nobody_there_is_wrong_and_does_not_hang() -> None:
    async def nobody() -> Outcome:
        server = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        server.close()
        await server.wait_closed()
        return await carry_out(replace(PLAN, port=port))

    outcome = uvloop.run(nobody())
    assert outcome.right == 0
    assert sum(outcome.wrong.values()) == outcome.asked == PLAN.connections


def test_it_stops_when_the_time_is_over() -> None:
    outcome, _heard = ask(lambda _number: GOOD, replace(PLAN, count=10**9, seconds=0.2))
    assert 0 < outcome.asked < 10**6
    assert outcome.right == outcome.asked
