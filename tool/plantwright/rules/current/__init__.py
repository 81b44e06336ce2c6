"""Rules on current transducers and power meters."""
