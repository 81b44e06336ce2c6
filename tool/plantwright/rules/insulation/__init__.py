"""Rules on insulation monitors and their probes."""
