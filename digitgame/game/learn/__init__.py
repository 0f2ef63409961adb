"""Learn: short pages, one idea each, on the player's own drawing."""
