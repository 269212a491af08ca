"""Files that are sent with a call: multipart/form-data in place of JSON."""
