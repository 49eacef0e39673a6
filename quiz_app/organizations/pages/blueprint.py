"""Every page of this room by its address."""

from flask import Blueprint

from quiz_app.organizations.pages import units

pages = Blueprint("organizations", __name__)

pages.add_url_rule("/units", view_func=units.tree)
pages.add_url_rule("/units/<int:unit_id>", view_func=units.unit)
pages.add_url_rule("/units/<int:unit_id>/children", view_func=units.children)
pages.add_url_rule("/units/<int:unit_id>/new", view_func=units.new, methods=["GET", "POST"])
pages.add_url_rule("/units/<int:unit_id>/rename", view_func=units.rename, methods=["GET", "POST"])
pages.add_url_rule("/units/<int:unit_id>/move", view_func=units.move, methods=["GET", "POST"])
