"""Forms: what a page may send, checked on the server, and proof that our own page sent it.

A form class says in one place which fields there are, what each takes and how it is drawn. What it does not name is not
read: a field ``owner`` that someone adds to the request has no effect, so a form is an allow-list against mass
assignment. ``maxlength`` and ``required`` in the HTML are a kindness to the user; the check that counts is the one
here.

Cross-site request forgery: a page of another site can post a form to ours, and the browser adds our cookie. What it
cannot do is read our pages, so each of our forms carries a token that is bound to the session, and ``CSRFProtect``
refuses (400) any POST without it, before a view runs. The JSON API needs none and is exempt: it has no log-in, so there
is nothing to steal a ride on. ``SameSite=Lax`` on the cookie stops the same attack in most browsers; neither replaces
the other (subdomains count as same site).

Cost: a cookie for every visitor who sees a form, so such pages cannot be cached for all.
Not for: JSON bodies; Pydantic, marshmallow or attrs read those better (see validation.py). APIs with tokens in a header
need no CSRF.
Asked: why does a forged request arrive with the cookie, and why can the forger not send the token?
Source: https://flask-wtf.readthedocs.io/en/latest/csrf/, https://owasp.org/www-community/attacks/csrf
"""

from flask import Blueprint, Flask, request
from flask_wtf import CSRFProtect, FlaskForm  # type: ignore[import-untyped]  # comes without types
from flask_wtf.file import FileField, FileRequired  # type: ignore[import-untyped]  # comes without types
from wtforms import (  # type: ignore[import-untyped]  # comes without types
    BooleanField,
    IntegerField,
    PasswordField,
    StringField,
)
from wtforms.validators import (  # type: ignore[import-untyped]  # comes without types
    EqualTo,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from flask_app.users import NAME_LENGTH, PASSWORD_LENGTH
from flask_app.validation import ORDER_RANGE, TITLE_LENGTH

csrf = CSRFProtect()


def strip(value: str | None) -> str | None:
    """Return the text without white space at both ends: WTForms runs filters before validators."""
    return value.strip() if value else value


def refuse_nul(form: FlaskForm, field: StringField) -> None:
    """Refuse text with U+0000, which C libraries take for its end: "The title has a character U+0000."."""
    if "\x00" in (field.data or ""):
        raise ValidationError(f"The {field.label.text.lower()} has a character U+0000.")


class PageForm(FlaskForm):  # type: ignore[misc]  # its base class comes without types
    """A form that a page sends. A JSON body, whose values need not be text, is an empty form."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # its base class comes without types
        """Where a form's data comes from."""

        def wrap_formdata(self, form: FlaskForm, formdata: object) -> object:
            """Return the fields and files of the request, or None if it is JSON, which ``FlaskForm`` would read too."""
            return None if request.is_json else super().wrap_formdata(form, formdata)


class TodoForm(PageForm):
    """Add or edit a to-do by the rules of the API: a title of 1 to 200 characters, an order of 32 bits or none."""

    title = StringField(
        "Title",
        filters=[strip],
        validators=[
            InputRequired("Give the to-do a title."),
            Length(1, TITLE_LENGTH, "A title has %(min)d to %(max)d characters."),
            refuse_nul,
        ],
    )
    order = IntegerField(
        "Order",
        validators=[
            Optional(),
            NumberRange(*ORDER_RANGE, "An order is a whole number from %(min)s to %(max)s, or empty."),
        ],
    )
    completed = BooleanField("Completed")


class LoginForm(PageForm):
    """A name and a password of at most 1,000 characters, as hashing a gigabyte would keep the processor busy."""

    username = StringField(
        "Name", filters=[strip], validators=[InputRequired("Enter your name."), Length(max=NAME_LENGTH)]
    )
    password = PasswordField(
        "Password", validators=[InputRequired("Enter your password."), Length(max=PASSWORD_LENGTH[1])]
    )


class PasswordForm(PageForm):
    """The present password, and the new one twice. Its length is the only rule, as NIST SP 800-63B advises."""

    current = PasswordField(
        "Present password", validators=[InputRequired("Enter your password."), Length(max=PASSWORD_LENGTH[1])]
    )
    new = PasswordField(
        "New password",
        validators=[
            InputRequired("Enter a new password."),
            Length(*PASSWORD_LENGTH, "A password has %(min)d to %(max)d characters."),
        ],
    )
    again = PasswordField("New password again", validators=[EqualTo("new", "The two new passwords differ.")])


class PictureForm(PageForm):
    """A file. What it holds is pictures.py's matter: the name and type that a browser sends prove nothing."""

    picture = FileField("Picture", validators=[FileRequired("Choose a PNG or JPEG file.")])


def init_app(app: Flask, *public: Blueprint) -> None:
    """Refuse any POST, PUT, PATCH or DELETE without a valid token, except to the public blueprints.

    A token is good for as long as its session, rather than Flask-WTF's one hour: a form left open over lunch still
    works.
    """
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)
    csrf.init_app(app)
    for blueprint in public:
        csrf.exempt(blueprint)
