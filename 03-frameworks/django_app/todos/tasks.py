"""Background tasks: ``django.tasks`` says how to define and enqueue one, and leaves the running to a backend.

Since Django 6.0 a library can write ``make_thumbnail.enqueue(7)`` without knowing which queue a project has. Django
brings two backends, and neither is a queue: *immediate* runs the task at once in the caller, *dummy* only remembers
it, for tests. **There is no worker in Django.** At work the backend comes from a package: ``django-tasks-db`` keeps the
queue in your database and brings ``manage.py db_worker``; ``django-tasks-rq`` hands over to Redis. Until then the
request waits for its thumbnail, here some milliseconds, and only the setting ``TASKS`` changes later.

Rules of every queue: arguments are small and JSON (an id, never an object: by the time it runs the object has
changed); enqueue **on commit** (forms.py), or a fast worker looks for a row that is not there yet; a task may run
twice, so make it idempotent.

Cost: as configured: with the immediate backend the request waits as long as the task runs, and a task that the end of
  the process cuts off is lost.
Not for: work that must happen together with the commit or not at all: that wants the queue in the same database and the
  task enqueued inside the transaction (``procrastinate``; ``django-tasks-db``).
Asked: why enqueue on commit? What can be lost between commit and enqueue, and what would an outbox do about it?
Source: https://docs.djangoproject.com/en/stable/topics/tasks/
"""

from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.tasks import task
from PIL import Image, ImageOps

from django_app.todos.models import Todo
from django_app.todos.pictures import thumbnail_name

SIDE = 96


@task
def make_thumbnail(todo_id: int) -> str | None:
    """Draw a PNG of at most SIDE x SIDE pixels from a to-do's picture, and return the name it is stored under.

    It stands upright whatever the picture's EXIF says, has no EXIF of its own, and is RGBA.
    Returns None when the to-do, its picture or the file has gone meanwhile. Running it again replaces the thumbnail.
    Raises PIL.UnidentifiedImageError for a file that is neither PNG nor JPEG.
    """
    name = Todo.objects.filter(pk=todo_id).values_list("picture", flat=True).first()
    if not name or not default_storage.exists(name):
        return None
    with default_storage.open(name) as file, Image.open(file, formats=("PNG", "JPEG")) as image:
        # A phone stores the picture lying and says in EXIF how to turn it; the thumbnail carries no EXIF.
        upright = ImageOps.exif_transpose(image).convert("RGBA")
    upright.thumbnail((SIDE, SIDE))
    content = BytesIO()
    upright.save(content, "PNG")
    small = thumbnail_name(name)
    default_storage.delete(small)
    return default_storage.save(small, ContentFile(content.getvalue()))
