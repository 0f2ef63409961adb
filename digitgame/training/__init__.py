"""From digits to a model folder, in `train`; `promotion` decides whether the game uses it."""
