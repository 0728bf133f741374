"""Why a file cannot be read, each with a sentence that says what to do instead."""

from foundation.base.errors import DomainError


class DocumentError(DomainError):
    """A file that cannot be read; nothing of it is kept."""

    code = "document"


class Unreadable(DocumentError):
    """The bytes are broken, or what reads them gave up."""

    code = "unreadable"


class Encrypted(DocumentError):
    """The file asks for a password."""

    code = "encrypted"


class TooLarge(DocumentError):
    """More bytes, pages, text or time than a document is worth."""

    code = "too_large"


class NoText(DocumentError):
    """A picture of a text, or an empty file."""

    code = "no_text"


class UnknownKind(DocumentError):
    """Neither PDF nor DOCX nor plain text, whatever its name says."""

    code = "unknown_kind"
