"""The board's sections that belong to the centre; the edges bring theirs."""
