"""What is done to threads: posts written, taken away, brought back, received, read."""
