"""The pages: each says what stands where, and holds no logic."""
