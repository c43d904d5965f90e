"""Units, people, roles, acting grants, outlets, the leaders' register, policy, working days."""
