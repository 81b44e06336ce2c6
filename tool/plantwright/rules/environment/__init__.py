"""Rules on the climate of locations."""
