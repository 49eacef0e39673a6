"""The refusals of this room."""

from quiz_app.core.errors import Forbidden, Refusal

WRONG = "党员编号或密码不对。请核对后再试；忘了密码请联系所在单位的管理员重置。"
CHOOSE = "这是初始密码，请先登录网页设置自己的密码，然后再继续。"


class WrongPassword(Refusal):
    """Number and password do not belong together; which of the two is wrong stays untold."""

    status = 401
    code = "wrong_password"

    def __init__(self) -> None:
        super().__init__(WRONG)


class PasswordChangeRequired(Forbidden):
    """An initial password opens nothing but the page on which a password is chosen."""

    code = "password_change_required"

    def __init__(self) -> None:
        super().__init__(CHOOSE)
