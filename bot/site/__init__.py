"""Public pages and feeds: story -> HTML, Atom and schema.org, and the directory that they are built into."""
