"""Personal videos, from the phone that records them to the customer who watches."""
