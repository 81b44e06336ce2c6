"""The rehearsal plant: the devices of a site answering byte by byte on loopback and pseudo-terminals; no pymodbus."""
