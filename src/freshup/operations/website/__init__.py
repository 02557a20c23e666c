"""What happens on the store's own website: visits counted, and talks taken up."""
