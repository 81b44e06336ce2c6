"""Rules on fibre links."""
