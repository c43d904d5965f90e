"""Forms of the settings screens: they check input and lay themselves out; saving is the work of the services."""
