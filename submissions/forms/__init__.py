"""Forms of the unit: the slip, moves, and the settings of chains and routes."""
