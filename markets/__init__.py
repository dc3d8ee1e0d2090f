"""The bank and the exchange in play points; its first rooms come with the markets."""
