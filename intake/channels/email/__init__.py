"""E-mail: letters to the city's address, handed over by its mail server, as reports."""
