"""The screens around the modes: title, menu, settings, keys, scores, player, pause, help."""
