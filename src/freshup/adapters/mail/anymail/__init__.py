"""The usual services of e-mail, by django-anymail: each account with settings of its own, none of them global."""

from freshup.adapters.mail.anymail.reading import AnymailHooks as AnymailHooks
from freshup.adapters.mail.anymail.sender import AnymailSender as AnymailSender
from freshup.adapters.mail.anymail.services import SERVICES as SERVICES
