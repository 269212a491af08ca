"""Three-way merge of a draft onto a newer revision: by item, and within one by field and language."""
