"""The client SDK: what it does in Node, and that it agrees with Python."""
