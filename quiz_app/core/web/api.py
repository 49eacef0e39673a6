"""How API views read JSON and describe themselves for OpenAPI, at no cost to the request."""

from collections.abc import Callable
from typing import Any, TypeVar

from apiflask import APIBlueprint
from flask import request
from pydantic import BaseModel, ValidationError

from quiz_app.core.errors import Invalid, TooLarge

MOST_BYTES = 256 * 1024
Model = TypeVar("Model", bound=BaseModel)
View = TypeVar("View", bound=Callable[..., Any])

_REASONS = {
    "missing": "必填",
    "extra_forbidden": "没有这一项",
    "int_parsing": "写整数",
    "int_type": "写整数",
    "string_type": "写文字",
    "bool_type": "写 true 或 false",
    "bool_parsing": "写 true 或 false",
    "list_type": "写列表",
    "dict_type": "写对象",
    "literal_error": "不在可选的范围里",
    "greater_than_equal": "太小",
    "less_than_equal": "太大",
    "less_than": "太大",
    "string_too_long": "太长",
    "string_too_short": "太短",
    "json_invalid": "不是完整的 JSON",
    "model_type": "写对象",
    "model_attributes_type": "写对象",
    "datetime_from_date_parsing": "写 ISO 8601 的时间",
    "datetime_parsing": "写 ISO 8601 的时间",
    "float_parsing": "写数字",
    "float_type": "写数字",
}
_UNREADABLE = "写法不对"


def describe(
    blueprint: APIBlueprint, *, answered: type[BaseModel], sent: type[BaseModel] | None = None, status: int = 200
) -> Callable[[View], View]:
    """Say in the OpenAPI document what a view takes and answers. The view itself stays as it is: reading and writing
    its JSON is its own work, which the hot path does by the byte."""

    def decorate(view: View) -> View:
        if sent is not None:
            blueprint.input(sent)(view)
        blueprint.output(answered, status_code=status)(view)
        return view

    return decorate


def read_json(model: type[Model], *, most_bytes: int = MOST_BYTES) -> Model:
    """The request's body as `model`; an empty body is an empty object. Refuses with a reason for each field."""
    if (request.content_length or 0) > most_bytes:
        raise too_large(most_bytes)
    return validated(model, request.get_data(cache=False), request.mimetype)


def too_large(most_bytes: int) -> TooLarge:
    return TooLarge(f"内容太大：最多 {most_bytes // 1024} kB。")


def validated(model: type[Model], body: bytes, media_type: str) -> Model:
    """A body of some media type as `model`; an empty one is an empty object."""
    if body and media_type.lower() != "application/json":
        raise Invalid("请用 JSON 发送，并写明 Content-Type: application/json。")
    try:
        return model.model_validate_json(body or b"{}")
    except ValidationError as error:
        fields = _fields(error)
        named = "；".join(f"{name}：{reason}" for name, reason in list(fields.items())[:3])
        raise Invalid(f"内容不对（{named}）。请改正后重新发送。", fields=fields) from None


def read_arguments(model: type[Model]) -> Model:
    """The arguments behind the question mark as `model`; an empty one counts as not given. People do not write them:
    the sentence is for those who followed a link that is wrong, and `fields` are for programs."""
    given = {name: value for name, value in request.args.items() if value}
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise Invalid("地址里有看不懂的内容，请从页面上的链接重新进入。", fields=_fields(error)) from None


def _fields(error: ValidationError) -> dict[str, str]:
    return {
        ".".join(map(str, each["loc"])) or "body": _REASONS.get(each["type"], _UNREADABLE) for each in error.errors()
    }
