"""Facebook Messenger, and what people write on the city's page, as reports."""
