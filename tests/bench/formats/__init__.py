"""The formats a wire could have, each of the same frames of operations, in Python and in Node."""
