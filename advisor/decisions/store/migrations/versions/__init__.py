"""One migration a module, in the order of their names."""
