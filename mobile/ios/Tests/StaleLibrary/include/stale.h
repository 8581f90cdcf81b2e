// Nothing is called by name: see stale.c.
