"""How the installation itself is doing, over all stores: numbers for whoever runs it, never a customer's record."""
