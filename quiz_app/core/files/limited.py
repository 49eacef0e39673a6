"""Work on files from outside, in a process of its own that may use little memory and time and sees no secrets.

The child gets the payload as a file, hands it to one function and writes that function's answer as JSON; meanwhile it
may say how far it is through `telling.told`. What the child says is data: nothing of it is executed here.
"""

import importlib
import json
import os
import resource
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import IO, Any

from quiz_app.core.errors import Invalid
from quiz_app.core.files import telling
from quiz_app.core.paths import PACKAGE
from quiz_app.core.progress import Tell, unheard

MEGABYTE = 1024 * 1024
MEMORY = 256 * MEGABYTE
SECONDS = 9  # of CPU: with a sentence, ten by the clock of a machine that is not overrun
LARGEST_ANSWER = 96 * MEGABYTE
Hear = Callable[[int, int], None]

_REFUSED, _OUT_OF_MEMORY, _BROKEN = 3, 4, 5
_LAST_MOMENT = 1.0


class LimitHit(Invalid):
    """The work took more time or memory than any honest file needs."""

    code = "limit_hit"


class Unreadable(Invalid):
    """The work broke off: the file is damaged or not what it seems."""

    code = "unreadable"


def run_limited(
    function: str,
    payload: bytes,
    *,
    seconds: int = SECONDS,
    memory: int = MEMORY,
    step: str = "",
    tell: Tell = unheard,
) -> Any:
    """What `function` (`module:name`, from bytes to JSON values) makes of `payload`.

    Raises `LimitHit` after `seconds` of CPU time or beyond `memory` bytes of address space, `Unreadable` when it
    breaks, and the `Invalid` that the function itself raises. What the child tells is passed on as `step`. An overrun
    machine takes longer for the same work and gets `_patience(seconds)` by the clock on the wall: no file can make the
    child sleep, so elsewhere the CPU limit comes first.
    """
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as answer:
        given.write(payload)
        given.seek(0)
        code = _run([function, str(seconds), str(memory)], given, answer, seconds, lambda *far: tell(step, *far))
        answer.seek(0)
        return _result(code, answer.read(LARGEST_ANSWER + 1), seconds)


def _run(arguments: list[str], given: IO[bytes], answer: IO[bytes], seconds: int, hear: Hear) -> int | None:
    """The child's exit code, or None when its time was up."""
    heard, says = os.pipe()
    child = subprocess.Popen(
        [sys.executable, "-m", "quiz_app.core.files.limited", *arguments, str(says)],
        stdin=given,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        pass_fds=(says,),
        cwd="/",
        env={"PYTHONPATH": str(PACKAGE.parent), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"},
    )
    os.close(says)
    try:
        _listen(heard, time.monotonic() + _patience(seconds), hear)
        return child.wait(timeout=_LAST_MOMENT)
    except (subprocess.TimeoutExpired, TimeoutError):
        return None
    finally:
        os.close(heard)
        if child.poll() is None:
            child.kill()
            child.wait()


def _patience(seconds: int) -> int:
    return 3 * seconds


def _listen(heard: int, until: float, hear: Hear) -> None:
    """Pass on what the child says, until it closes its end by ending; `TimeoutError` when it goes on `until` then."""
    with selectors.DefaultSelector() as waiting:
        waiting.register(heard, selectors.EVENT_READ)
        while (left := until - time.monotonic()) > 0:
            if waiting.select(left):
                said = os.read(heard, telling.LINE.size)
                if not said:
                    return
                if len(said) == telling.LINE.size:
                    hear(*telling.LINE.unpack(said))
    raise TimeoutError


def _result(code: int | None, answer: bytes, seconds: int) -> Any:
    if code in (None, -signal.SIGXCPU, -signal.SIGKILL):
        raise LimitHit(f"处理这个文件超过了 {seconds} 秒，已经停止。请拆成几个小一些的文件，或去掉过于复杂的内容。")
    if code in (_OUT_OF_MEMORY, -signal.SIGXFSZ) or len(answer) > LARGEST_ANSWER:
        raise LimitHit("处理这个文件需要的内存太多，已经停止。请拆成几个小一些的文件，或缩小里面的图片。")
    if code == _REFUSED:
        raise Unreadable(json.loads(answer))
    if code != 0:
        raise Unreadable("这个文件读不出来：可能已损坏，或者不是它的扩展名所说的格式。请重新保存后再上传。")
    return json.loads(answer)


def _work(function: str, seconds: int, memory: int, pipe: int) -> int:
    _limit(seconds, memory)
    answer, sys.stdout = sys.stdout, sys.stderr  # a library that prints must not speak into the answer
    module, _, name = function.partition(":")
    try:
        telling.tell_into(pipe)
        result = getattr(importlib.import_module(module), name)(sys.stdin.buffer.read())
        text = json.dumps(result, ensure_ascii=True)
    except Invalid as refusal:
        code, text = _REFUSED, json.dumps(refusal.message)
    except MemoryError:
        code, text = _OUT_OF_MEMORY, ""
    except Exception:
        code, text = _BROKEN, ""
    else:
        code = 0
    answer.write(text)
    answer.flush()
    return code


def _limit(seconds: int, memory: int) -> None:
    for what, amount in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, LARGEST_ANSWER),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(what, (amount, amount))


if __name__ == "__main__":
    code = _work(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
    os._exit(code)  # nothing is left to tidy, and tidying without memory may hang
