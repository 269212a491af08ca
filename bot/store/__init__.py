"""Persistence: the database, its migrations, and all SQL, one module a noun."""
