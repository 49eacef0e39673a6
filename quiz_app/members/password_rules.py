"""Which passwords may be chosen."""

LEAST = 10
MOST = 128
_COMMON = frozenset(
    {
        "1234567890",
        "0123456789",
        "12345678910",
        "123456789a",
        "a123456789",
        "1q2w3e4r5t",
        "qwertyuiop",
        "asdfghjkl1",
        "password123",
        "password1234",
        "woaizhongguo",
        "zhonggongdangyuan",
        "iloveyou1314",
        "abc1234567",
        "aa12345678",
        "1234512345",
        "1122334455",
        "administrator",
        "5201314520",
    }
)


def problem(password: str, *, number: str, name: str) -> str | None:
    """Why this password will not do, as a sentence, or None."""
    plain = password.casefold().strip()
    if len(password) < LEAST:
        return f"密码至少 {LEAST} 个字符，可以用几个词连成一句好记的话。"
    if len(password) > MOST:
        return f"密码最多 {MOST} 个字符。"
    if plain in (number.casefold(), name.casefold()) or _repeats(plain, number.casefold(), name.casefold()):
        return "密码不能就是党员编号或姓名，请换一个。"
    if plain in _COMMON or len(set(plain)) < 4:
        return "这个密码太容易被猜到，请换一个。"
    return None


def _repeats(password: str, *words: str) -> bool:
    """Whether nothing but one of the words, again and again, makes up the password."""
    return any(word and not password.replace(word, "") for word in words)
