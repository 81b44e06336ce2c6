"""What the devices of a plant measured over time: polled, kept, exported, and where it is heading."""
