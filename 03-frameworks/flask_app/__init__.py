"""The to-do service in Flask: the factory that puts it together.

``create_app`` builds the application each time it is called. There is no ``app`` in a module for others to import: two
tests have two applications with two databases, a command has one with the settings of production, and importing this
package does nothing at all. Parts hold no application either. An extension is made once without one and bound in the
factory (``init_app``), a blueprint is registered, and a view reaches the application of its request through
``current_app``.

The order matters in two places: the configuration comes first, as everything reads it, and the middleware wraps
``wsgi_app``, so that ``app`` itself remains the Flask object with its ``test_client`` and commands.

Cost: a few milliseconds a build, once a process.
Not for: a script of one file and three routes, where ``app = Flask(__name__)`` is clearer.
Asked: what does an application factory make possible that a global ``app`` does not? What is a circular import's usual
cause in Flask?
Source: https://flask.palletsprojects.com/en/stable/patterns/appfactories/
"""

from collections.abc import Mapping

from flask import Flask

from flask_app import (
    api,
    auth,
    background,
    cli,
    config,
    cors,
    database,
    downloads,
    errors,
    forms,
    headers,
    pages,
    pictures,
)
from flask_app.bodies import BodyDeadline
from flask_app.sessions import FrugalSessionInterface
from flask_app.strict_json import StrictJSONProvider


def create_app(environment: str | None = None, overrides: Mapping[str, object] | None = None) -> Flask:
    """Return the application for "development", "testing" or "production".

    Without a name it is that of FLASK_ENVIRONMENT, else production. Overrides are settings that win over those of the
    environment, e.g. ``{"DATA_FOLDER": tmp_path}``. Nothing is opened or started; the database must be migrated before
    the first request. Raise ``flask_app.config.ConfigurationError`` for settings that cannot be.
    """
    app = Flask(__name__)
    config.load_config(app, environment, overrides)
    app.json = StrictJSONProvider(app)
    app.session_interface = FrugalSessionInterface()
    app.url_map.converters["todo_id"] = api.TodoIdConverter

    database.init_app(app)
    errors.init_app(app)

    app.register_blueprint(api.blueprint)
    app.register_blueprint(cli.blueprint)
    # The user is loaded before forms.py checks the token, so that the page of a refused request knows who it is for.
    for part in (auth, pages, pictures, downloads, background):
        app.register_blueprint(part.blueprint)
    forms.init_app(app, api.blueprint)
    headers.init_app(app)
    cors.init_app(app)

    app.wsgi_app = BodyDeadline(app.wsgi_app, app.config["BODY_SECONDS"])  # type: ignore[method-assign]  # as documented
    return app
