"""The local service: a page for editors, our JSON, and LanguageTool's HTTP protocol."""
