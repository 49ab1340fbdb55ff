"""Every error that a person can meet. Its text says what is wrong and ends in the remedy."""

from __future__ import annotations


class SchauplatzError(Exception):
    """The root of all errors of this package; its text is fit for the reader's eyes."""


class ReadError(SchauplatzError):
    """An input could not be turned into an article."""


class EmptyText(ReadError):
    def __init__(self, source: str) -> None:
        super().__init__(f"{source} contains no text; give a file or a paste with at least one sentence.")


class BinaryInput(ReadError):
    def __init__(self, source: str) -> None:
        super().__init__(f"{source} is not a text file; save the article as plain text (.txt) or Markdown (.md).")


class TextTooLong(ReadError):
    def __init__(self, source: str, size: int, limit: int) -> None:
        super().__init__(
            f"{source} holds {size / 1_000_000:.1f} MB of text, more than the {limit / 1_000_000:.0f} MB that one "
            "article may have; split it into several files."
        )


class UnreadableFile(ReadError):
    def __init__(self, source: str, why: str) -> None:
        super().__init__(f"{source} cannot be read ({why}); check its name and your access rights.")


class GazetteerError(SchauplatzError):
    """The gazetteer cannot be used."""


class GazetteerMissing(GazetteerError):
    def __init__(self, path: str) -> None:
        super().__init__(f"there is no gazetteer at {path}; build it with: python -m geo gazetteer build")


class GazetteerDamaged(GazetteerError):
    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"the gazetteer at {path} is damaged ({why}); build it anew: python -m geo gazetteer build")


class GazetteerBuildFailed(GazetteerError):
    def __init__(self, why: str) -> None:
        super().__init__(
            f"the gazetteer could not be built ({why}); install its sources with: pip install -r requirements.txt"
        )


class CacheUnwritable(SchauplatzError):
    def __init__(self, folder: str, why: str) -> None:
        super().__init__(
            f"the folder {folder} cannot be written to ({why}); make it writable, or name another one in the "
            "environment variable SCHAUPLATZ_CACHE."
        )


class InvalidSetting(SchauplatzError):
    """A setting has a value that cannot be used."""


class ContactMissing(InvalidSetting):
    def __init__(self) -> None:
        super().__init__(
            "online lookup needs an address under which the operators of the geocoding service can reach you; set it "
            "with: export SCHAUPLATZ_CONTACT=you@example.org"
        )
