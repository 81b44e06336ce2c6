"""The figures of a plant, one file each: the objects a figure is drawn for, and its data out of the dossier."""
