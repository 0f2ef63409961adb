"""The scoreboard of a class: local first, shared through PostgreSQL, or through files where there is no server."""
