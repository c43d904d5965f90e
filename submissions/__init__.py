"""The item and its slip, drafting and checks, the table of moves and the one move service."""
