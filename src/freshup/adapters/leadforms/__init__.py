"""Lead forms on other people's pages: what was filled in there comes to us as a document of our own."""
