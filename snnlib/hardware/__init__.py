"""What runs on hardware of its own kind, and what it costs; the public names are in snnlib."""
