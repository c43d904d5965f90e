"""The generic list, components, the rail, the desk and template tags. No business word lives here."""
