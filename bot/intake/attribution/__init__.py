"""Attribution of quotations: verbs of saying, their subjects, and whom pronouns and titles mean."""
