"""Tell what was concluded."""
