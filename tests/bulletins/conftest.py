"""Contests to write about."""

from tests.contests.conftest import *  # noqa: F403
