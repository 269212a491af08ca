"""Pictures of a story: what a card or a timeline says, as data, and its composition from a dossier."""
