"""The judge's rooms: what a log may say, the law typed once more, and one watcher for each kind of promise.

Nothing in here imports anything of Freshup but itself; a test walks the imports.
"""
