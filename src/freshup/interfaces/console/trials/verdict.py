"""What a trial may end with besides its table."""


class TrialFailed(Exception):
    """The trial could not be carried out: nothing was proven, either way."""
