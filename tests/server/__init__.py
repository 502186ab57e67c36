"""Tests of the page's server, by programs that speak its protocol themselves."""
