"""Shapes of the course API."""

from datetime import datetime

from pydantic import BaseModel


class CourseOut(BaseModel):
    """A published course in a list; `area` is a code, `minutes` the sum over its lessons."""

    id: int
    title: str
    area: str
    summary: str
    unit: str
    lessons: int
    finished: int
    minutes: int


class CoursesOut(BaseModel):
    items: list[CourseOut]
    next: str | None


class LessonOut(BaseModel):
    """`state` is new, opened, read or finished; `quiz` the exam that must be passed, `hours` a multiple of 0.25.
    A lesson that is `set_aside` quotes what holds no longer and cannot be read until it is mended."""

    id: int
    position: int
    title: str
    minutes: int
    hours: float
    quiz: int | None
    state: str
    set_aside: bool
    finished_at: datetime | None


class CourseDetailOut(BaseModel):
    id: int
    title: str
    area: str
    summary: str
    audience: str
    unit: str
    published_at: datetime | None
    lessons: list[LessonOut]
