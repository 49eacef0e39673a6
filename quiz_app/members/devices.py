"""What a sign-in is called in the list of one's devices."""

_APPS = (
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("Edg", "Edge 浏览器"),
    ("Firefox", "Firefox 浏览器"),
    ("Chrome", "Chrome 浏览器"),
    ("Safari", "Safari 浏览器"),
)
_SYSTEMS = (
    ("HarmonyOS", "鸿蒙设备"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "安卓设备"),
    ("Windows", "Windows 电脑"),
    ("Mac OS", "Mac 电脑"),
    ("Linux", "Linux 电脑"),
)
PROGRAM = "程序接口"


def describe(user_agent: str) -> str:
    """Such as `安卓设备 · 微信`; a program that names no browser is `程序接口`."""
    system = next((label for sign, label in _SYSTEMS if sign in user_agent), "")
    app = next((label for sign, label in _APPS if sign in user_agent), "")
    return " · ".join(part for part in (system, app) if part) or PROGRAM
