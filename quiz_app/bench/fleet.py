"""Many clients in one thread, cheap enough not to be what is measured: HTTP/1.1 over asyncio, a connection each."""

import asyncio
from dataclasses import dataclass, field
from statistics import quantiles
from time import perf_counter
from typing import Any

import orjson

TIMEOUT = 30.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: `seconds` from sending to the last byte; `status` 0 where nothing came."""

    status: int
    body: bytes
    seconds: float

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)


class Client:
    """One keep-alive connection, reopened where the server closed it. One request at a time."""

    def __init__(self, port: int, token: str | None = None) -> None:
        self._port = port
        self._token = token
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def send(self, method: str, path: str, body: object = None) -> Reply:
        began = perf_counter()
        try:
            status, raw = await asyncio.wait_for(self._exchange(method, path, body), TIMEOUT)
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            self.close()
            return Reply(0, repr(error).encode(), perf_counter() - began)
        return Reply(status, raw, perf_counter() - began)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None

    async def _exchange(self, method: str, path: str, body: object) -> tuple[int, bytes]:
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        assert self._reader is not None
        content = b"" if body is None else orjson.dumps(body)
        head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(content)}\r\n"
        if body is not None:
            head += "Content-Type: application/json\r\n"
        if self._token:
            head += f"Authorization: Bearer {self._token}\r\n"
        self._writer.write(f"{head}\r\n".encode() + content)
        answer = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length = answer.partition(b"content-length:")[2].partition(b"\r\n")[0]
        raw = await self._reader.readexactly(int(length)) if length else b""
        if b"connection: close" in answer:
            self.close()
        return int(answer[9:12]), raw


@dataclass(slots=True)
class Seen:
    """Replies of one kind: how long they took, and what was not as it should be."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    busy: int = 0

    def add(self, reply: Reply, what: str) -> Reply:
        """Count a reply; one that says 503 asks to wait, which is no error of the server's."""
        self.seconds.append(reply.seconds)
        if reply.status == 503:
            self.busy += 1
        elif not 200 <= reply.status < 300:
            self.errors.append(f"{what}: {reply.status} {reply.body[:160]!r}")
        return reply

    @property
    def p99_ms(self) -> float:
        return percentile_ms(self.seconds, 99)


def percentile_ms(seconds: list[float], percent: int) -> float:
    """0 where there are fewer than two values."""
    return round(quantiles(seconds, n=100)[percent - 1] * 1000, 1) if len(seconds) > 1 else 0.0


@dataclass(slots=True)
class Sitting:
    """A member's open attempt, as their device knows it."""

    client: Client
    attempt_id: int
    writer: str
    questions: list[dict[str, Any]]
    revision: int = 0
    answers: dict[str, list[str]] = field(default_factory=dict)

    async def save(self) -> Reply:
        return await self.client.send("PUT", f"/api/v1/attempts/{self.attempt_id}/answers", self.next_sheet())

    async def submit(self) -> Reply:
        """With the last sheet, as the exam page does."""
        return await self.client.send("POST", f"/api/v1/attempts/{self.attempt_id}/submission", self.next_sheet())

    def next_sheet(self) -> dict[str, object]:
        """One more question answered than before, round and round."""
        question = self.questions[self.revision % len(self.questions)]
        self.revision += 1
        options = question["options"]
        self.answers[str(question["no"])] = [options[self.revision % len(options)]["key"]] if options else ["三"]
        return {"revision": self.revision, "writer": self.writer, "answers": self.answers}


async def start(port: int, token: str, exam_id: int, seen: Seen) -> Sitting | None:
    """Begin an attempt; None where that was refused, which `seen` then tells."""
    client = Client(port, token)
    reply = seen.add(await client.send("POST", f"/api/v1/exams/{exam_id}/attempts", {}), "start")
    if reply.status not in (200, 201):
        return None
    begun = reply.json
    return Sitting(client, begun["id"], begun["writer"], begun["questions"], begun["revision"])
