"""Engines: translation models behind one protocol."""
