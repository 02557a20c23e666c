"""What came by HTTP as the request that anymail's readers want, with no limit on its size but the door's own."""

from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser
from typing import Final

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

from freshup.ports.hooks import Hook, Unreadable

PARTS_MAX: Final = 500
FORM: Final = "multipart/form-data"


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a form, its bytes as they came."""

    name: str
    content: bytes
    filename: str | None = None
    media_type: str = "text/plain"

    @property
    def text(self) -> str:
        return self.content.decode("utf-8", "replace")


def parts_of(hook: Hook) -> list[Part]:
    """The fields of a form, files among them; none for JSON. Raises Unreadable.

    Django's own reader refuses a field of 2.5 MB, and a whole mail is one field.
    """
    said = _content_type(hook)
    if said.get_content_type() != FORM:
        return (
            [Part(name, value.encode()) for name, value in hook.form.items()] if _is_plain_form(said) else []
        )
    boundary = said.get_param("boundary")
    if not isinstance(boundary, str) or not boundary:
        raise Unreadable("a form without a boundary")
    mark = b"\r\n--" + boundary.encode("latin-1", "replace")
    chunks = (b"\r\n" + hook.body).split(mark, PARTS_MAX + 1)
    if len(chunks) > PARTS_MAX + 1:
        raise Unreadable(f"a form of more than {PARTS_MAX} fields")
    return [part for chunk in chunks[1:] if not chunk.startswith(b"--") and (part := _part(chunk))]


def request_of(hook: Hook) -> HttpRequest:
    """Raises Unreadable."""
    request = HttpRequest()
    request.method = "POST"
    request.META = {
        "CONTENT_TYPE": hook.headers.get("content-type", ""),
        "CONTENT_LENGTH": str(len(hook.body)),
    }
    for name, value in hook.headers.items():
        request.META.setdefault(f"HTTP_{name.upper().replace('-', '_')}", value)
    request._body = hook.body
    request.encoding = "utf-8"
    request.content_type = _content_type(hook).get_content_type()
    fields, files = QueryDict(mutable=True), MultiValueDict[str, SimpleUploadedFile]()
    for part in parts_of(hook):
        if part.filename is None:
            fields.appendlist(part.name, part.text)
        else:
            files.appendlist(
                part.name, SimpleUploadedFile(part.filename or "file", part.content, part.media_type)
            )
    request.POST, request.FILES = fields, files  # type: ignore[assignment]
    return request


def _content_type(hook: Hook) -> Message:
    message = Message()
    message["Content-Type"] = (
        " ".join(hook.headers.get("content-type", "").split()) or "application/octet-stream"
    )
    return message


def _is_plain_form(said: Message) -> bool:
    return said.get_content_type() == "application/x-www-form-urlencoded"


def _part(chunk: bytes) -> Part | None:
    head, _, content = chunk.partition(b"\r\n\r\n")
    headers = BytesHeaderParser().parsebytes(head.lstrip(b" \t\r\n"))
    name = headers.get_param("name", header="content-disposition")
    if not isinstance(name, str):
        return None
    # Without its path: some would choose where a file lies.
    filename = headers.get_filename()
    if filename is not None:
        filename = filename.replace("\0", "").replace("\\", "/").rpartition("/")[2][-200:]
    return Part(name, content, filename, headers.get_content_type())
