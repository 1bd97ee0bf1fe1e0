"""The same questions and patterns in SQLAlchemy 2.1, Core and ORM."""
