"""Backup, restore and export, as the console does them."""
