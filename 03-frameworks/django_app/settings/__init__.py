"""One module an environment; DJANGO_SETTINGS_MODULE says which."""
