"""Views of the frame: desk, rail counts, language, refusals and error pages."""
