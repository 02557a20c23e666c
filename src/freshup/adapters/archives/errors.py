"""What can be wrong with an archive, in words for the person at the console."""


class ArchiveDamaged(Exception):
    """Cut off, or changed since it was written; the text says where."""


class ArchiveForeign(Exception):
    """Not ours, or of a version that came later; the text says which."""


class AlreadyThere(Exception):
    """There is a file of that name, and nothing is written over."""
