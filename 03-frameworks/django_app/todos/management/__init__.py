"""Commands of the app, for `python -m django_app NAME`."""
