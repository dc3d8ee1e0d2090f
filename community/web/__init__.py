"""Pages: server-rendered, readable without JavaScript."""
