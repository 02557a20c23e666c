"""What `freshup bench` measures, each on a scratch database of its own; see docs/benchmarks.md."""
