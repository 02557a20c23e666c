"""Understanding what came in."""

from collections.abc import Callable

from freshup.domain.intake import Decoded, Document

# Never raises for any bytes: what can't be read comes back quarantined, with the reason.
Decoder = Callable[[Document], Decoded]
