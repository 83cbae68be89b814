"""Drills: the whole site, really served, put through what a test of one part cannot show."""
