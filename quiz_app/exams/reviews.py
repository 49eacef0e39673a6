"""When a member may see what: rules of the exam, each with the sentence that is read before starting."""

AT_ONCE = "at_once"
AFTER_CLOSE = "after_close"
ALL_AFTER_CLOSE = "all_after_close"
NEVER = "never"

SENTENCES = {
    AT_ONCE: "交卷后立即看到成绩、正确答案和解析。",
    AFTER_CLOSE: "交卷后立即看到成绩；正确答案和解析在考试结束后公布。",
    ALL_AFTER_CLOSE: "成绩、正确答案和解析都在考试结束后公布。",
    NEVER: "交卷后立即看到成绩；不公布正确答案和解析。",
}


def may_see_score(rule: str, *, closes_at: int | None, at: int) -> bool:
    """Instants are milliseconds; an exam without an end counts as never closed."""
    return rule != ALL_AFTER_CLOSE or _closed(closes_at, at)


def may_see_key(rule: str, *, closes_at: int | None, at: int) -> bool:
    """Whether right answers and explanations may leave the server for a member who has submitted."""
    return rule == AT_ONCE or (rule in (AFTER_CLOSE, ALL_AFTER_CLOSE) and _closed(closes_at, at))


def may_read_answer(rule: str, *, closes_at: int | None, at: int) -> bool:
    """Whether a member may read what was answered to a report of theirs, since that may name what is right: with the
    key, and where the key is never published, once nobody can sit the exam any more. An exam that never closes and
    never publishes has no such moment: whoever answers is writing to this one member."""
    return may_see_key(rule, closes_at=closes_at, at=at) or closes_at is None or _closed(closes_at, at)


def _closed(closes_at: int | None, at: int) -> bool:
    return closes_at is not None and at >= closes_at
