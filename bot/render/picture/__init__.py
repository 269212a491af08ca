"""Pictures of quotations, stories, timelines and statistics: data in, the bytes of a JPEG out."""
