"""An installation in one file: what a backup writes, what `--verify` and a restore read."""
