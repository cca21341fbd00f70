"""Letters by the city's own mail server (SMTP with TLS). It knows no noun."""

import asyncio
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Final
from urllib.parse import unquote, urlsplit

from dispatch.transports.sending import SEND_TIMEOUT_S, SendFailed

_SUBMISSION: Final = 587
_SECURE: Final = 465
_NEVER: Final = 500


def letter(
    sender: str, to: str, text: str, *, subject: str, reply_to: str = "", key: str = ""
) -> EmailMessage:
    """Return a letter that says of itself that a machine wrote it, so that none answers it.

    Under the same `key` it has the same id, by which mail programs show what came twice once.
    """
    domain = sender.rpartition("@")[2]
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, subject
    made["Date"] = formatdate()
    made["Message-ID"] = f"<{key}@{domain}>" if key else make_msgid(domain=domain)
    made["Auto-Submitted"] = "auto-replied"
    if "@" in reply_to:
        made["In-Reply-To"] = made["References"] = f"<{reply_to}>"
    made.set_content(text)
    return made


class Mailer:
    """Sends letters through one mail server, which takes every letter that is handed over."""

    is_idempotent = False

    def __init__(self, url: str, sender: str, *, subject: str) -> None:
        """Send by `url` (smtp://user:password@host:587, or smtps://) as `sender`."""
        self._url = urlsplit(url)
        self._sender = sender
        self._subject = subject

    async def send(self, to: str, text: str, *, reply_to: str = "", key: str = "") -> str:
        """Send once and return the letter's id; `SendFailed` otherwise."""
        try:
            made = letter(self._sender, to, text, subject=self._subject, reply_to=reply_to, key=key)
        except ValueError:  # a line break in an address: somebody wants to write headers
            raise SendFailed("address", permanent=True) from None
        try:
            await asyncio.to_thread(self._hand_over, made)
        except smtplib.SMTPResponseException as error:
            permanent = error.smtp_code >= _NEVER
            raise SendFailed(f"smtp {error.smtp_code}", permanent=permanent) from None
        except smtplib.SMTPRecipientsRefused:
            raise SendFailed("recipient refused", permanent=True) from None
        except (OSError, smtplib.SMTPException) as error:
            raise SendFailed(type(error).__name__) from None
        return str(made["Message-ID"])

    def _hand_over(self, made: EmailMessage) -> None:
        host, tls = self._url.hostname or "localhost", ssl.create_default_context()
        if self._url.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, self._url.port or _SECURE, timeout=SEND_TIMEOUT_S, context=tls
            )
        else:
            server = smtplib.SMTP(host, self._url.port or _SUBMISSION, timeout=SEND_TIMEOUT_S)
        with server:
            if self._url.scheme != "smtps" and server.has_extn("starttls"):
                server.starttls(context=tls)
            if self._url.username:
                server.login(unquote(self._url.username), unquote(self._url.password or ""))
            server.send_message(made)

    async def close(self) -> None:
        """Close nothing: each letter has a connection of its own."""
