"""Rules on the site files themselves."""
