"""Acts of test_kill.py in a process of its own, and the settings of the workers that it kills."""
