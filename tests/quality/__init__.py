"""How well intake hears, places and recognises, measured on labelled files (`make quality`)."""
