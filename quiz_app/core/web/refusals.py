"""How a refusal is answered: a page for people, `{error, message, fields}` for programs."""

import logging

import orjson
from flask import Flask, Response, redirect, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from quiz_app.core.errors import Refusal, TooMany, Unauthenticated
from quiz_app.core.web.back import page_before
from quiz_app.core.web.sessions import API_PREFIX

SIGN_IN_PATH = "/sign-in"
SENTENCES = {
    400: "请求的内容不完整，请返回上一页重试。",
    404: "没有找到这个页面：可能地址有误，也可能它不在你的单位范围内。",
    405: "这个地址不接受这样的操作，请从页面上的按钮进入。",
    413: "文件太大，请压缩或拆分后再上传。",
    415: "内容的格式不对：请用 JSON 发送。",
    500: "服务器出错了，已经记录下来。请稍后重试；已保存的答案不会丢失。",
}
API_SENTENCES = {
    404: "没有这个地址，请对照 /api/v1/openapi.json。",
    405: "这个地址不接受这种方法，请对照 /api/v1/openapi.json。",
}

WRONG_ADDRESS = "地址不对"
FROM_A_LINK = "这个地址里有一处写得不对，可能抄漏了或改动过。请从页面上的链接重新进入。"

log = logging.getLogger(__name__)


def install(app: Flask) -> None:
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _broken)


def is_api() -> bool:
    return request.path.startswith(API_PREFIX)


def json_answer(body: object, status: int = 200) -> Response:
    """Any value that orjson knows, as a JSON response."""
    return Response(orjson.dumps(body), status, mimetype="application/json")


def refusal_body(refusal: Refusal) -> bytes:
    """What programs are told of a refusal."""
    body: dict[str, object] = {"error": refusal.code, "message": refusal.message}
    return orjson.dumps(body | ({"fields": refusal.fields} if refusal.fields else {}))


def retry_headers(refusal: Refusal) -> list[tuple[str, str]]:
    return [("Retry-After", str(refusal.retry_after))] if isinstance(refusal, TooMany) else []


def _refused(refusal: Refusal) -> AnyResponse:
    if isinstance(refusal, Unauthenticated) and not is_api():
        return _to_sign_in()
    response = _answer(refusal.status, refusal.code, refusal.message, refusal.fields)
    response.headers.extend(retry_headers(refusal))
    return response


def _to_sign_in() -> AnyResponse:
    if request.headers.get("HX-Request"):
        return Response(status=401, headers={"HX-Redirect": SIGN_IN_PATH})
    wanted = request.full_path.rstrip("?") if request.method == "GET" else ""
    response = redirect(SIGN_IN_PATH)
    if wanted.startswith("/") and not wanted.startswith("//") and wanted != "/":
        response = redirect(f"{SIGN_IN_PATH}?next={_quoted(wanted)}")
    return response


def _quoted(path: str) -> str:
    return path.replace("%", "%25").replace("&", "%26").replace("#", "%23").replace("+", "%2B")


def _forged(error: CSRFError) -> AnyResponse:
    return _answer(400, "form_expired", "页面放得太久，表单已过期。请刷新页面后再提交一次。", {})


def _http(error: HTTPException) -> AnyResponse:
    if error.code is None or error.code < 400:
        return error.get_response()  # redirects
    sentences = SENTENCES | API_SENTENCES if is_api() else SENTENCES
    message = sentences.get(error.code, error.description or error.name)
    return _answer(error.code, error.name.lower().replace(" ", "_"), message, {})


def _broken(error: Exception) -> AnyResponse:
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    return _answer(500, "server_error", SENTENCES[500], {})


def _answer(status: int, code: str, message: str, fields: dict[str, str]) -> Response:
    if is_api():
        return Response(refusal_body(Refusal(message, code=code, fields=fields)), status, mimetype="application/json")
    misread = request.method == "GET" and status == 422
    before = page_before()
    page = render_template(
        "core/error.html",
        status=status,
        title=WRONG_ADDRESS if misread else _title(status),
        message=FROM_A_LINK if misread else message,
        before=before if before and before.partition("?")[0] not in ("/", request.path, SIGN_IN_PATH) else None,
    )
    return Response(page, status, mimetype="text/html")


def _title(status: int) -> str:
    return {
        403: "你没有做这件事的权限",
        404: "没有找到",
        405: "这个地址不能直接打开",
        409: "现在不能这样做",
        410: "时间已过",
        413: "文件太大",
        422: "填写的内容需要修改",
        429: "太频繁了",
        500: "服务器出错了",
    }.get(status, "这一步没有完成")
