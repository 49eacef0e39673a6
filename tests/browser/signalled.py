"""Something that stands out about an attempt, so that the pages about signals can be opened."""

from tests.browser.conftest import Site

OPEN_EXAM = "全省党支部工作知识测试"


def put_signal(site: Site) -> dict[str, int]:
    """Something that stands out about an attempt at the open exam: its number, and the attempt that is seen there."""
    [(exam, attempt)] = site.sql(
        "SELECT x.id, min(a.id) FROM attempts a JOIN exams x ON x.id = a.exam_id"
        " WHERE x.title = ? AND a.submitted_at IS NOT NULL",
        OPEN_EXAM,
    )
    told = "30 道题连选项共 3,000 字，从开始到最后一次改答案 60 秒，合每分钟 3,000 字，得分率 90%。"
    site.sql(
        "INSERT OR IGNORE INTO signals (exam_id, kind, subject, sentence, found_at) VALUES (?, 'reading', 'x', ?, 1)",
        exam,
        told,
    )
    [(signal,)] = site.sql("SELECT id FROM signals WHERE subject = 'x'")
    site.sql("INSERT OR IGNORE INTO signal_attempts (signal_id, attempt_id) VALUES (?, ?)", signal, attempt)
    return {"signal": signal, "seen": attempt}


def put_off(site: Site) -> int:
    """A past exam whose results its organizer has still to publish."""
    past = "kind = 'exam' AND edition_id IS NOT NULL AND closes_at < unixepoch() * 1000"
    [(exam,)] = site.sql(f"SELECT min(id) FROM exams WHERE {past}")
    site.sql("UPDATE exams SET review_score = 'after_publication' WHERE id = ?", exam)
    return exam
