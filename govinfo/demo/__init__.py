"""The demo organ: an invented municipal legal-affairs office with its units, people and fourteen months of work."""
