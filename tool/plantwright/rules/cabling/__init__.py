"""Rules on cables and routes."""
