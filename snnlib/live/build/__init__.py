"""How a kernel becomes a module that a browser loads, and what becomes of it until then."""
