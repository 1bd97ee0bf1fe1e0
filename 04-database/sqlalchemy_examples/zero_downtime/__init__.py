"""A table is changed while two versions of a program write to it, and neither notices.

Read ``locks.py`` for what a statement locks, ``careless.py`` for what goes wrong, ``bookings.py`` for the program, and
``steps.py`` for the way that works, with the migrations in ``migrations/versions``.
"""
