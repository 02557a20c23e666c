"""The machine this runs on: its disks, its clock, files that others leave in our home."""
