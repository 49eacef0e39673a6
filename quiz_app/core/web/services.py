"""What every request may reach: settings, database, clock. One object per application."""

from dataclasses import dataclass
from datetime import datetime

from flask import Flask, current_app, g, request

from quiz_app.core.clock import Clock
from quiz_app.core.config import Settings
from quiz_app.core.db import Database
from quiz_app.core.files.holding import Holding

KEY = "quiz_app"  # of the services among the application's extensions
ARRIVED = "quiz_app.arrived_at"  # in a WSGI environment, from the door on


@dataclass(frozen=True, slots=True)
class Services:
    settings: Settings
    database: Database
    clock: Clock


def install(app: Flask, services: Services) -> None:
    app.extensions[KEY] = services
    app.before_request(_stamp_arrival)


def services() -> Services:
    """The services of the application that is answering."""
    return services_of(current_app)


def services_of(app: Flask) -> Services:
    found: Services = app.extensions[KEY]
    return found


def database() -> Database:
    return services().database


def holding() -> Holding:
    """Where a file waits for its sender's yes, or for the job that reads it."""
    return Holding(services().settings.held)


def arrival() -> datetime:
    """When this request arrived by the server's clock: stamped once, passed down to every action as `at`."""
    moment: datetime = g.arrived_at
    return moment


def _stamp_arrival() -> None:
    g.arrived_at = request.environ.get(ARRIVED) or services().clock.now()
