"""What those who keep the advisor use: checks, survey, generated pages, measurements."""
