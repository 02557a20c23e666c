"""Lead forms of Google's ads: the whole lead comes by webhook, with the key that was entered beside the address."""

from freshup.adapters.leadforms.google.reader import GoogleReader as GoogleReader
