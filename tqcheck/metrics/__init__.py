"""Scores of segments and documents, each with its signature, unit and range."""
