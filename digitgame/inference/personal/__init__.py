"""The personal layer: what a player corrects is recognised at once."""
