"""Outside bytes against every reader: coverage-guided by hand (`make fuzz`), replayed in every test run."""
