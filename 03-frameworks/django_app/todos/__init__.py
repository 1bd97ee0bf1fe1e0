"""The to-dos: tables, JSON API and pages."""
