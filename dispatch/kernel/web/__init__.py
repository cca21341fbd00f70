"""HTTP: problem documents, pages, limits, the API document, health."""
