"""Texts of questions where a template has room for words alone."""

from flask import Flask

from quiz_app.core.markdown import html_in_words, in_words


def install(app: Flask) -> None:
    app.jinja_env.filters["in_words"] = in_words
    app.jinja_env.filters["html_in_words"] = html_in_words
