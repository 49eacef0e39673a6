"""Forms that can also say what a rule further in has found wrong."""

from flask_wtf import FlaskForm


class Form(FlaskForm):
    """A form on a page of ours, with its proof that it was sent from there."""

    def blame(self, name: str, sentence: str) -> None:
        """Put a rule's sentence beside the field that it is about."""
        self[name].errors = [*self[name].errors, sentence]

    @property
    def has_expired(self) -> bool:
        """Whether the proof that came with the form holds no longer, or none came."""
        return "csrf_token" in self and bool(self["csrf_token"].errors)
