"""A proxy that cuts one request, or its answer, at a byte, and lets everything else through."""

import socket
import threading
from contextlib import suppress
from typing import Literal

PATIENCE = 20.0
Side = Literal["request", "answer"]


class CuttingProxy:
    """`cut(side, at)` closes both connections of the next exchange once `at` bytes of that side have passed."""

    def __init__(self, port: int) -> None:
        self._upstream = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._next: tuple[Side, int] | None = None
        self.port: int = self._listening.getsockname()[1]
        self.cuts = 0

    def __enter__(self) -> "CuttingProxy":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def cut(self, side: Side, at: int) -> None:
        self._next = side, at

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                threading.Thread(target=self._exchange, args=(client,), daemon=True).start()

    def _exchange(self, client: socket.socket) -> None:
        """One request and its answer on connections of their own."""
        plan, self._next = self._next, None
        side, at = plan or (None, 0)
        with client, socket.create_connection(("127.0.0.1", self._upstream), timeout=PATIENCE) as server:
            self.cuts += plan is not None
            with suppress(OSError):
                request = whole(client)
                server.sendall(request[:at] if side == "request" else request)
                if side != "request":
                    answer = whole(server)
                    client.sendall(answer[:at] if side == "answer" else answer)


def whole(connection: socket.socket) -> bytes:
    """A message with a Content-Length; what came of it where the other side closes before."""
    got, end = b"", None
    while end is None or len(got) < end:
        found = connection.recv(65536)
        if not found:
            break
        got += found
        head, mark, _ = got.partition(b"\r\n\r\n")
        if mark and end is None:
            lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
            end = len(head) + 4 + (int(lengths[0].partition(b":")[2]) if lengths else 0)
    return got
