"""Files to text: encodings, and documents of several kinds."""
