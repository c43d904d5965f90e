"""The comprehensive office: queue, editing, sign-off, forwarding, adoption, instruction."""
