"""What `siyaq check` looks at, a module a kind, each of which returns findings and changes nothing; and damage."""
