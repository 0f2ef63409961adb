"""The scoreboard of a class: a table in the game, and the view for a projector."""
