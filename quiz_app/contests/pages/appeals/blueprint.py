"""The pages of appeals by their address."""

from flask import Blueprint

appeals = Blueprint("appeals", __name__, url_prefix="/<int:contest_id>/appeals")
