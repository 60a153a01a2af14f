"""What the ASGI and the WSGI application have in common."""
