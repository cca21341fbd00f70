"""Training of the triage model: labelled sentences, and `make train` that turns them into weights.

Nothing here runs in the product; SciPy is a developer's tool.
"""
