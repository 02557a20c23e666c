"""Lead ads of Meta: told by webhook that a form was filled in, fetched by the page's own token."""

from freshup.adapters.leadforms.meta.reader import MetaReader as MetaReader
