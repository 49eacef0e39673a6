"""How work in a limited process says how far it is: a pair of numbers into a pipe, now and then."""

import os
import struct
import time

TELLS_EVERY = 0.2
LINE = struct.Struct("<II")


class _Pipe:
    """Where this process tells, if anybody listens."""

    def __init__(self) -> None:
        self.descriptor: int | None = None
        self.last = 0.0


_pipe = _Pipe()


def tell_into(descriptor: int) -> None:
    """From now on, `told` writes there."""
    _pipe.descriptor = descriptor


def told(done: int, total: int) -> None:
    """As often as one likes: how much is done of what; a `total` of 0 where nobody knows."""
    now = time.monotonic()
    if _pipe.descriptor is not None and now - _pipe.last >= TELLS_EVERY:
        _pipe.last = now
        os.write(_pipe.descriptor, LINE.pack(done, total))
