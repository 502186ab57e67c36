"""The page: what a visitor chooses, what the engine makes of it, and how it reaches the browser."""
