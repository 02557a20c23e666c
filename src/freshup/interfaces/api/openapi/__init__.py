"""`/api/openapi.json`: what the public doors take and answer, for programs (OpenAPI 3.1)."""

from freshup.interfaces.api.openapi.document import LEFT_OUT, document
from freshup.interfaces.api.openapi.door import PATH, description_door

__all__ = ["LEFT_OUT", "PATH", "description_door", "document"]
