"""Wire copy to proposals for a dossier: decoding, cleaning, quotations, dates, people, what is known already.

Nothing here waits for anything or reads a clock. `analysis.analyze` is the way in, and `reading.documents.read` for
what is no text yet; nothing is imported here, so that the process that reads a document starts quickly.
"""
