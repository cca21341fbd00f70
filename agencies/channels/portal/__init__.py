"""Portal: the agency's own page, which fetches its orders by itself."""
