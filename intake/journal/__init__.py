"""The intake journal: what comes while the database cannot take it is kept on disk, in order."""
