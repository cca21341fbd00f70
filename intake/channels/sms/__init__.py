"""SMS through a telephone or an SMS centre that calls an HTTP address."""
