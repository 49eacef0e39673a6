"""What became of a reminder, and the sentence that says so."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from quiz_app.core.calendar import moment

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Reminded:
    """`told` get it at `sent_at`, which is later than it was asked for in quiet hours (`waits`); `left_out` were
    reminded `quota` times in the seven days before; `gone` are not on a roster there any more. `is_late`: by then the
    matter would be over, so that nothing is sent. `notice_id` is None where nobody is told."""

    told: int
    left_out: int
    gone: int
    quota: int
    sent_at: datetime
    waits: bool = False
    is_late: bool = False
    notice_id: int | None = None

    @property
    def sentence(self) -> str:
        """For whoever asked: how many were told, how many were not and why, and when it will be sent by itself."""
        if self.is_late:
            when = f"最早 {moment(self.sent_at)} 才能发" if self.waits else "现在发"
            return f"没有发送：{when}，这件事的截止时间已经过了。"
        if not self.quota:
            return "没有发送：管理员在“减负”页面上关掉了提醒。"
        left_out = f"{self.left_out} 人 7 天内已经提醒过 {self.quota} 次，这次不再提醒。" if self.left_out else ""
        if not self.told:
            return left_out or "没有需要提醒的人。"
        if self.waits:
            said = f"现在是免打扰时段，提醒会在 {moment(self.sent_at)} 自动发给 {self.told} 人，不用再点。"
        else:
            said = f"已提醒 {self.told} 人。"
        return said + left_out
