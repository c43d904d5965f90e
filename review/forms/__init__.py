"""Forms of the comprehensive office."""
