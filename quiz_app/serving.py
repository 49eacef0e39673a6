"""The web server, and on SQLite the process of periodic work beside it: one command is a whole site."""

import gc
import logging
import multiprocessing
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable
from ipaddress import ip_address

from apiflask import APIFlask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from quiz_app.app import create_app
from quiz_app.core.config import Settings
from quiz_app.core.db import Database
from quiz_app.core.errors import Conflict, Forbidden
from quiz_app.core.kept_alive import KeptAlive, when_parent_ends
from quiz_app.core.web.admission import usual_gate
from quiz_app.core.web.services import services_of
from quiz_app.demo.queries import has_demo_members

BACKLOG = 2048
GRANIANS_LOG = "_granian"
OPEN_CONNECTIONS = 16_384  # per worker, kept ones included: a browser keeps one for half a minute after each answer
FILES_OF_ITS_OWN = 512
KEPT_THREAD_SECONDS = 300
TURN_SECONDS = 0.0005  # of a thread that computes while others want to: a save waits for several such turns
START_SECONDS = 1.0  # the site opens first


def serve(settings: Settings, *, host: str, port: int, workers: int | None, announce: Callable[[], None]) -> None:
    """Serve until told to stop; `announce` is called once the address is bound."""
    database = Database(settings.database_url)
    is_sqlite = database.is_sqlite
    refuse_demo_beyond_loopback(database, host)
    database.dispose()
    if is_sqlite and workers not in (None, 1):
        raise Conflict("SQLite 只能有一个写入者，--workers 只能是 1；要用多个进程，请换成 PostgreSQL。")
    refuse_taken(host, port)
    logging.getLogger(GRANIANS_LOG).addFilter(_says_more_than_how_many_threads)
    server = Granian(
        "quiz_app.serving:site",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers or (1 if is_sqlite else os.cpu_count() or 1),
        blocking_threads=usual_gate().threads,
        blocking_threads_idle_timeout=KEPT_THREAD_SECONDS,
        backlog=BACKLOG,
        backpressure=_connections(),
        respawn_failed_workers=True,
        websockets=False,
        log_level=LogLevels.warning,
    )
    server.on_startup(announce)
    if not is_sqlite:
        server.serve()
        return
    with KeptAlive("worker", "--parent", str(os.getpid()), first_after=START_SECONDS):
        server.serve()


def site() -> APIFlask:
    """What each web process serves. It ends with the process that started it. What stands by now stands until then: the
    collector need not look through it again and again, a seventh of a second each time, while everybody waits."""
    parent = multiprocessing.parent_process()
    if parent is not None and parent.pid is not None:
        when_parent_ends(parent.pid, lambda: os.kill(os.getpid(), signal.SIGTERM))
    app = create_app()
    services_of(app).database.warm_up()
    sys.setswitchinterval(TURN_SECONDS)
    gc.collect()
    gc.freeze()
    return app


def refuse_demo_beyond_loopback(database: Database, host: str) -> None:
    """Its passwords are in the README: a demo is shown to nobody but the person at this machine."""
    if is_loopback(host):
        return
    with database.reading() as session:
        if has_demo_members(session):
            raise Forbidden("数据库里是演示数据，口令是公开的，只能在本机打开：去掉 --host，或换一个数据库。")


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def refuse_taken(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Conflict(f"{host}:{port} 打不开（{error.strerror}）：换一个端口，例如 --port {port + 1}。") from None


def _says_more_than_how_many_threads(record: logging.LogRecord) -> bool:
    """It warns of many threads, nearly all of which only ever wait: see `Gate`."""
    return "Python threads" not in record.getMessage()


def _connections() -> int:
    """How many connections a worker may hold open, as far as the system gives it files for them."""
    soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = OPEN_CONNECTIONS + FILES_OF_ITS_OWN if most == resource.RLIM_INFINITY else most
    wanted = max(soft, min(allowed, OPEN_CONNECTIONS + FILES_OF_ITS_OWN))
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    return max(1, min(OPEN_CONNECTIONS, wanted - FILES_OF_ITS_OWN))
