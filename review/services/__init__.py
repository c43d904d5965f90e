"""What the comprehensive office records: one function an act."""
