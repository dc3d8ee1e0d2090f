"""What changes reputation: what is heard, what is settled, what is folded again at night."""
