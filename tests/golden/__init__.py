"""How every section looks, in both languages and all formats, as files to compare by eye."""
