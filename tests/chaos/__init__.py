"""Failures made on purpose, on the real servers: `make chaos` writes while servers and workers go, and counts after."""
