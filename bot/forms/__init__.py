"""The form engine of the desk: fields, answers, progress. Pure."""
