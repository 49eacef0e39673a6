"""Clients of the exam API."""

from tests.conftest import bearer


class Device:
    """A client with a token: what an app of a member does."""

    def __init__(self, app, actor) -> None:
        self.client = app.test_client()
        self.headers = {"Authorization": f"Bearer {bearer(actor)}"}

    def start(self, exam, **body):
        return self.client.post(f"/api/v1/exams/{exam.id}/attempts", json=body, headers=self.headers)

    def save(self, attempt, revision, answers, *, writer=None):
        sheet = {"revision": revision, "writer": writer or attempt["writer"], "answers": answers}
        return self.client.put(f"/api/v1/attempts/{attempt['id']}/answers", json=sheet, headers=self.headers)

    def submit(self, attempt, **body):
        return self.client.post(f"/api/v1/attempts/{attempt['id']}/submission", json=body, headers=self.headers)

    def receipt(self, attempt):
        return self.client.get(f"/api/v1/attempts/{attempt['id']}/receipt", headers=self.headers)
