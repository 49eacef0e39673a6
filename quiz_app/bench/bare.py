"""The yardstick: a bare Flask app with one route, under the same server and flags as the site."""

from flask import Flask, Response, jsonify

app = Flask(__name__)


@app.get("/")
def bare() -> Response:
    return jsonify(ok=True)
