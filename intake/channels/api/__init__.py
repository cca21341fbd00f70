"""Reports over our own interface: desks, the city's website, gateways, replays."""
