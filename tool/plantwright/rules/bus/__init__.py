"""Rules on the RS-485 buses."""
