"""Scripts that run in an environment with this peer; requirements.txt says what is in it."""
