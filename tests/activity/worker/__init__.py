"""An app that only real workers under test install: jobs that stop where a test can kill them. See test_kill.py."""
