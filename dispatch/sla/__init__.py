"""SLA: the promises about time.

Targets are dated data; a clock is one running deadline with its verdict and its owner.
"""
