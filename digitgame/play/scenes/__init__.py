"""The screens. Each translates events and shows state; the rules are in `digitgame.rules`."""
