"""How an answer leaves: prepared pages, pictures, ephemeral messages, and what is noted of them."""
