"""Who there is, where they answer and what is sent: the reference data that routing's table is built from."""
