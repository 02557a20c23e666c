"""A made-up dealer group and its shoppers: what `freshup demo` loads, and what it goes on sending.

Everybody here is invented: telephone numbers end in 555-01xx, addresses are of example.com, .net and .org.
"""
