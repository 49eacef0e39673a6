"""What roles allow. A member needs no role to learn, to be examined and to read an own record."""

from enum import StrEnum


class Permission(StrEnum):
    BRANCH_WATCH = "branch_watch"
    MEMBER_MANAGE = "member_manage"
    UNIT_MANAGE = "unit_manage"
    ROLE_GRANT = "role_grant"
    QUESTION_WRITE = "question_write"
    QUESTION_REVIEW = "question_review"
    COURSE_WRITE = "course_write"
    EXAM_MANAGE = "exam_manage"
    SITTING_ASSIST = "sitting_assist"
    AUDIT_READ = "audit_read"
    SUGGESTION_ANSWER = "suggestion_answer"
    RELIEF_MANAGE = "relief_manage"


class Role(StrEnum):
    SECRETARY = "secretary"
    TRAINER = "trainer"
    ORGANIZER = "organizer"
    ADMIN = "admin"


LABELS = {
    Role.SECRETARY: "党支部书记",
    Role.TRAINER: "教员",
    Role.ORGANIZER: "竞赛组织者",
    Role.ADMIN: "管理员",
}

ALLOWS: dict[Role, frozenset[Permission]] = {
    Role.SECRETARY: frozenset({Permission.BRANCH_WATCH, Permission.SITTING_ASSIST}),
    Role.TRAINER: frozenset({Permission.QUESTION_WRITE, Permission.QUESTION_REVIEW, Permission.COURSE_WRITE}),
    Role.ORGANIZER: frozenset({Permission.EXAM_MANAGE, Permission.BRANCH_WATCH, Permission.SUGGESTION_ANSWER}),
    Role.ADMIN: frozenset(Permission),
}
