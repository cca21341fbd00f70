"""The right edge: carries orders out to the agencies and brings their answers back."""
