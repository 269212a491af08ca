"""What lasts: the database, its migrations, and one module a noun."""
