"""Every page of this room by its address."""

from flask import Blueprint

from quiz_app.courses.pages import learning, pictures, previewing, publishing, supersession, uploading, writing

pages = Blueprint("courses", __name__)

BOTH = ["GET", "POST"]

pages.add_url_rule("/courses", view_func=learning.index)
pages.add_url_rule("/courses/<int:course_id>", view_func=learning.show)
pages.add_url_rule("/courses/<int:course_id>/lessons/<int:lesson_id>", view_func=learning.lesson)
pages.add_url_rule(
    "/courses/<int:course_id>/lessons/<int:lesson_id>/reading", view_func=learning.mark_read, methods=["POST"]
)
pages.add_url_rule("/courses/<int:course_id>/files/<path:name>", view_func=pictures.file)

pages.add_url_rule("/courses/manage", view_func=writing.manage)
pages.add_url_rule("/courses/superseded", view_func=supersession.superseded)
pages.add_url_rule("/courses/upload", view_func=uploading.upload, methods=BOTH)
pages.add_url_rule("/courses/upload/confirmation", view_func=uploading.confirm_upload, methods=["POST"])
pages.add_url_rule("/courses/<int:course_id>/edit", view_func=writing.edit, methods=BOTH)
pages.add_url_rule("/courses/<int:course_id>/lessons/<int:lesson_id>/edit", view_func=writing.edit_lesson, methods=BOTH)
pages.add_url_rule("/courses/<int:course_id>/publish", view_func=publishing.publish, methods=BOTH)
pages.add_url_rule(
    "/courses/<int:course_id>/versions/<int:number>/restoration", view_func=publishing.restore, methods=["POST"]
)
pages.add_url_rule("/courses/<int:course_id>/preview", view_func=previewing.preview)
pages.add_url_rule("/courses/<int:course_id>/preview/<int:lesson_id>", view_func=previewing.frame)
