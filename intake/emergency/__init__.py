"""The emergency page: what waits in the journal, for the desk, without database and console."""
