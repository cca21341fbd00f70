"""Tasks: an order to one agency for one incident, from the plan to its completion."""
