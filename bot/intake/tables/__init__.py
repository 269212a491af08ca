"""Tables of the rules: verbs of saying, roles, names, months and the furniture of news pages, in both languages."""
