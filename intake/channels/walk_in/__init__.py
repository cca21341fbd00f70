"""The counter: an officer writes down what a visitor of a public service hall reports."""
