"""Tests that drive the real page in a real browser."""
