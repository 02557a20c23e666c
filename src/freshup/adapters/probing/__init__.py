"""Trying accounts out, with the least that each provider can be asked for."""
