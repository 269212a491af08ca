"""HTTP servers of our own: how each opens and closes, and what holds its connections in bounds."""
