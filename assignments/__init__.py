"""What units are asked for: meetings for which items are held."""
