"""Six requests to the service, told in a terminal: no server, no port, a database in memory.

Django's test client calls the application as a server would, through all middleware, and is all a first look needs.
What it leaves out is the server itself: slow bodies, chunks, and headers that no client of Django sends.

Cost: about a second, most of it the migrations.
Not for: tests of one's own: pytest-django makes the database and takes every test's changes back.
Asked: what does the test client not test?
Source: https://docs.djangoproject.com/en/stable/topics/testing/tools/#the-test-client
"""

import json
import os

import django
from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from django.test import Client


def tell(client: Client, method: str, path: str, body: str = "") -> bytes:
    """Send a request with a JSON body, which may be empty, print it and its answer, and return the answer's body.

    Prints an empty line, ``> METHOD PATH BODY``, then ``< STATUS PHRASE``, a line ``< NAME: VALUE`` for each of the
    headers Location, Link and Allow that is there, and ``< BODY`` if there is one.
    """
    print(f"\n> {method} {path} {body}".rstrip())
    response = client.generic(method, path, body, content_type="application/json")
    print(f"< {response.status_code} {response.reason_phrase}")
    for name in ("Location", "Link", "Allow"):
        if name in response:
            print(f"< {name}: {response[name]}")
    if response.content:
        print(f"< {response.content.decode()}")
    return response.content


def main() -> None:
    """Show six requests with their answers, on a database in memory; the changes are taken back at the end."""
    if not apps.ready:
        os.environ["DJANGO_SETTINGS_MODULE"] = "django_app.settings.testing"
        django.setup()
        call_command("migrate", verbosity=0)
    print("The to-do service in Django: six requests by the test client.")
    client = Client()
    with transaction.atomic():
        added = tell(client, "POST", "/todos", '{"title": " Learn Django ", "order": 1}')
        tell(client, "POST", "/todos", '{"title": "", "order": 1.5, "owner": 1}')
        tell(client, "PATCH", f"/todos/{json.loads(added)['id']}", '{"completed": true}')
        tell(client, "POST", "/todos", '{"title": "Robert\'); DROP TABLE todos_todo;--"}')
        tell(client, "GET", "/todos?limit=1")
        tell(client, "DELETE", "/todos")
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
