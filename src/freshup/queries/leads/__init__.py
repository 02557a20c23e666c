"""Opportunities as people look for them: the list, the search, the page of one, who is calling."""
