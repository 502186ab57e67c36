"""Tests of the packages, of the page in a browser, and of its server."""
