"""Signing in over HTTP, for scripts and other programs."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response
from sqlalchemy.orm import Session

from quiz_app.core import passwords
from quiz_app.core.errors import Invalid, Unauthenticated
from quiz_app.core.jobs import queries as jobs
from quiz_app.core.web.api import describe, read_json
from quiz_app.core.web.refusals import json_answer
from quiz_app.core.web.services import arrival, database, services
from quiz_app.members import password_rules, tokens
from quiz_app.members.actions import passwords as actions
from quiz_app.members.actions import signing_in
from quiz_app.members.pages import entry
from quiz_app.members.pages.identity import SIGN_IN_FIRST, caller, caller_before_choosing, proof
from quiz_app.members.queries import accounts
from quiz_app.members.queries import people as queries
from quiz_app.members.schemas import JobOut, MemberOut, PasswordIn, SessionOut, SignInIn
from quiz_app.members.tokens import Token
from quiz_app.organizations.actors import Actor
from quiz_app.organizations.permissions import Permission

api = APIBlueprint("members_api", __name__)


@api.post("/session")
@describe(api, sent=SignInIn, answered=SessionOut)
def begin() -> Response:
    sent = read_json(SignInIn)
    return _session(entry.enter(sent.username, sent.password, lifetime=signing_in.PROGRAMS))


@api.delete("/session")
def end() -> Response:
    with database().transaction() as session:
        signing_in.sign_out(session, proof(), at=arrival())
    return Response(status=204)


@api.get("/members/me")
@describe(api, answered=MemberOut)
def me() -> Response:
    found = caller()
    with database().reading() as session:
        return json_answer(_member(session, found))


@api.get("/jobs/<int:job_id>")
@describe(api, answered=JobOut)
def job(job_id: int) -> Response:
    """How far long work is, for whoever asked for it and for whoever audits their unit."""
    me = caller()
    with database().reading() as session:
        found = jobs.find(session, job_id, asked_by=me.member_id, watched=me.reach(Permission.AUDIT_READ))
    shown = ("id", "kind", "title", "state", "step", "done", "total", "result", "asked_at", "begun_at", "ended_at")
    return json_answer({name: getattr(found, name) for name in shown} | {"message": found.said})


@api.post("/members/me/password")
@describe(api, sent=PasswordIn, answered=SessionOut)
def password() -> Response:
    """Choose the first password or change the present one; the token in the answer replaces the one that was sent."""
    found, sent = caller_before_choosing(), read_json(PasswordIn)
    _check(found, sent.password)
    if not found.must_choose_password:
        return _session(_changed(found, sent))
    with passwords.turn():
        made = passwords.hash_password(sent.password)
    with database().transaction() as session:
        until = arrival() + signing_in.PROGRAMS
        token = actions.choose_password(session, found, made, until=until, at=arrival())
    return _session(token)


def _changed(found: Actor, sent: PasswordIn) -> Token:
    if sent.present is None:
        raise Invalid("请同时发送现在的密码 present。", fields={"present": "必填"})
    proven = entry.prove_again(found, sent.present)
    with passwords.turn():
        made = passwords.hash_password(sent.password)
    with database().transaction() as session:
        actions.change_password(session, found, proven, made, at=arrival())
    return proof()


def _check(found: Actor, password: str) -> None:
    with database().reading() as session:
        account = accounts.own_account(session, found)
    problem = password_rules.problem(password, number=account.number, name=account.name)
    if problem:
        raise Invalid(problem, fields={"password": problem})


def _session(token: Token) -> Response:
    with database().reading() as session:
        found = queries.find_actor(session, token, at=arrival())
        if found is None:
            raise Unauthenticated(SIGN_IN_FIRST)
        member = _member(session, found)
    word = tokens.issue(services().settings.secret_key, token)
    return json_answer({"token": word, "expires_at": token.expires_at, "member": member})


def _member(session: Session, found: Actor) -> dict[str, Any]:
    record = queries.own_record(session, found)
    roles = queries.roles_of(session, found, found.member_id)
    return {
        "id": record.member.id,
        "number": record.member.number,
        "name": record.member.name,
        "kind": record.member.kind,
        "unit": {"id": record.unit.id, "name": record.unit.name},
        "roles": [{"role": grant.role, "unit": {"id": unit.id, "name": unit.name}} for grant, unit in roles],
        "password_change_required": found.must_choose_password,
    }
