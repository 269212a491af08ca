"""What readers type: commands and the names of pages."""
