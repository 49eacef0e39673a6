"""Which of the chosen questions a bulk act takes, and why it leaves the others as they are."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from hashlib import blake2b

from quiz_app.banks.bulk.orders import CHANGES, Act, Order
from quiz_app.banks.questions import QuestionText
from quiz_app.banks.steps import is_own

MOST_NAMED = 6
MOST_CHANGED = 5000
"""New versions that one act writes: while it does, nobody else can write on SQLite, so that it must end soon."""

LATER = f"一次最多改 {MOST_CHANGED:,} 题：办完这一批，再选一次就是其余的。"
LONGEST_POINTS = 200

NO_BASIS = "没有依据，或者所引的法规版本已被取代：先修改依据"
RETIRED = "已停用：先重新启用"
DRAFT = "还是草稿：先补全，删去草稿原因"
MISQUOTED = "依据与法规文本对不上：先修改依据"


@dataclass(frozen=True, slots=True)
class Said:
    """A version as far as plans ask. `holds` tells whether it rests on a basis, and on none that was superseded."""

    id: int
    author: int | None
    is_draft: bool
    holds: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chosen question. `waiting` is the version under review, which `sender` sent; `is_kept_by_a_file` tells whether
    the next load of its file would decide where it belongs. `former_id` is, where an act is undone, the version that
    the question had before it."""

    id: int
    code: str
    version: int
    latest: Said
    difficulty: int
    area: str
    knowledge_points: tuple[str, ...]
    published_id: int | None
    is_retired: bool
    is_kept_by_a_file: bool
    waiting: Said | None = None
    sender: int | None = None
    former_id: int | None = None
    was_touched: bool = False

    @property
    def goes_to_review(self) -> bool:
        """Whether a change of it is sent to review at once."""
        return not self.latest.is_draft and (self.published_id is not None or self.waiting is not None)


@dataclass(frozen=True, slots=True)
class Skipped:
    """How many questions are left out for one reason, and the codes of the first of them."""

    reason: str
    count: int
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """`taken` are the questions that the act is done to, `skipped` the others by reason, the most first."""

    order: Order
    taken: tuple[Candidate, ...]
    skipped: tuple[Skipped, ...]

    @property
    def left_out(self) -> int:
        return sum(each.count for each in self.skipped)

    @property
    def to_review(self) -> int:
        """How many of a change go to review."""
        return sum(each.goes_to_review for each in self.taken) if self.order.act in CHANGES else 0

    @property
    def fingerprint(self) -> str:
        """32 hex digits that change when any question of the plan does."""
        said = [self.order.act.value, self.order.value]
        said += [f"{each.id}:{each.version}" for each in self.taken]
        return blake2b("\n".join(said).encode(), digest_size=16).hexdigest()


def plan(candidates: Iterable[Candidate], order: Order, *, member_id: int, misquoted: Collection[int] = ()) -> Plan:
    """`misquoted` are the ids of versions whose bases do not agree with the texts of the regulations."""
    taken, left = [], {}
    for candidate in candidates:
        reason = _refusal(candidate, order, member_id)
        if reason is None and compared(candidate, order.act) in misquoted:
            reason = MISQUOTED
        if reason is None and order.act in CHANGES and len(taken) == MOST_CHANGED:
            reason = LATER
        if reason is None:
            taken.append(candidate)
        else:
            left.setdefault(reason, []).append(candidate.code)
    skipped = (Skipped(reason, len(codes), tuple(codes[:MOST_NAMED])) for reason, codes in left.items())
    return Plan(order, tuple(taken), tuple(sorted(skipped, key=lambda each: -each.count)))


def about(candidate: Candidate, act: Act) -> int | None:
    """The version that an act is about from the start; the one that a change makes is not there yet."""
    match act:
        case Act.SEND:
            return candidate.latest.id
        case Act.APPROVE | Act.TAKE_BACK:
            return candidate.waiting.id if candidate.waiting else None
        case Act.WITHDRAW:
            return candidate.published_id
    return None


def compared(candidate: Candidate, act: Act) -> int | None:
    """The version whose bases an act would put before a reviewer or before takers, so that they must stand."""
    if act in (Act.SEND, Act.APPROVE):
        return about(candidate, act)
    return candidate.latest.id if act in CHANGES and act is not Act.REVERT and candidate.goes_to_review else None


def changed(text: QuestionText, order: Order) -> QuestionText:
    """What a question says after a change; the plan has seen to it that this is something else."""
    match order.act:
        case Act.TAG:
            return replace(text, knowledge_points=(*text.knowledge_points, order.value))
        case Act.UNTAG:
            return replace(text, knowledge_points=tuple(p for p in text.knowledge_points if p != order.value))
        case Act.DIFFICULTY:
            return replace(text, difficulty=int(order.value))
        case Act.AREA:
            return replace(text, area=order.value)
    return text


def _refusal(each: Candidate, order: Order, member_id: int) -> str | None:
    if each.was_touched:
        return "之后又有人动过：请在题目页上单独处理"
    if each.is_retired and order.act not in (Act.RETIRE, Act.RESTORE, Act.WITHDRAW, Act.MOVE):
        return RETIRED
    match order.act:
        case Act.SEND:
            return _not_sent(each)
        case Act.TAKE_BACK:
            return None if each.waiting else "不在等审核，没有可以撤回的"
        case Act.APPROVE:
            return _not_approved(each, member_id)
        case Act.WITHDRAW:
            return "没有发布，不用撤下" if each.published_id is None else None
        case Act.RETIRE:
            return "已经停用了" if each.is_retired else None
        case Act.RESTORE:
            return None if each.is_retired else "没有停用，不用重新启用"
        case Act.MOVE:
            return _not_moved(each, order)
    return _not_changed(each, order)


def _not_sent(each: Candidate) -> str | None:
    if each.latest.is_draft:
        return DRAFT
    if each.published_id == each.latest.id:
        return "已发布，没有新的修改要审"
    if each.waiting and each.waiting.id == each.latest.id:
        return "已经在等审核了"
    return None if each.latest.holds else NO_BASIS


def _not_approved(each: Candidate, member_id: int) -> str | None:
    if each.waiting is None:
        return "不在等审核：先送审"
    if is_own(member_id, author=each.waiting.author, sender=each.sender):
        return "是你自己写的或送审的，要请另一个人来审"
    if each.waiting.is_draft:
        return DRAFT
    return None if each.waiting.holds else NO_BASIS


def _not_moved(each: Candidate, order: Order) -> str | None:
    if each.is_kept_by_a_file:
        return "随题库文件装入，在哪个题库由文件决定"
    if not order.same_reach and each.published_id is not None:
        return "已发布：那个题库的单位还没有人审过，先撤下，移过去再送审"
    if not order.same_reach and each.waiting is not None:
        return "在等这个单位的人审核：先撤回送审，移过去再送审"
    return None


def _not_changed(each: Candidate, order: Order) -> str | None:
    held = each.knowledge_points
    match order.act:
        case Act.TAG if order.value in held:
            return "已经有这个知识点"
        case Act.TAG if len("；".join((*held, order.value))) > LONGEST_POINTS:
            return "知识点太多，写不下了"
        case Act.UNTAG if order.value not in held:
            return "没有这个知识点"
        case Act.UNTAG if held == (order.value,):
            return "只有这一个知识点，去掉就没有了：先加一个别的"
        case Act.DIFFICULTY if str(each.difficulty) == order.value:
            return "已经是这个难度"
        case Act.AREA if each.area == order.value:
            return "已经属于这个方面"
    if order.act is not Act.REVERT and each.goes_to_review and not each.latest.holds:
        return NO_BASIS
    return None
