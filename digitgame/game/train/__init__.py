"""Training a network without leaving the game."""
