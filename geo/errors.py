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


class DocumentUnreadable(ReadError):
    """A PDF or Word file, an archive or a web page that cannot be opened."""

    def __init__(self, source: str, why: str) -> None:
        super().__init__(f"{source} cannot be opened ({why}); save it anew, or copy its text and give that.")


class ScannedDocument(ReadError):
    def __init__(self, source: str) -> None:
        super().__init__(
            f"{source} holds pictures of pages and no text; run a text recognition (OCR) over it, and give the result."
        )


class FileTooLarge(ReadError):
    def __init__(self, source: str, size: int, limit: int) -> None:
        super().__init__(
            f"{source} has {size / 1_000_000:.1f} MB, more than the {limit / 1_000_000:.0f} MB that one file may have; "
            "split it into several files."
        )


class TooManyFiles(ReadError):
    def __init__(self, source: str, limit: int) -> None:
        super().__init__(f"{source} holds more than {limit} files; split it into several archives.")


class WebError(ReadError):
    """A page on the web could not be fetched."""


class AddressRefused(WebError):
    """An address that is not fetched: no public web address, or one that leads into the own network."""

    def __init__(self, url: str, why: str) -> None:
        super().__init__(f"{url} is not fetched ({why}); give the public address of an article, or copy its text.")


class PageUnreachable(WebError):
    def __init__(self, url: str, why: str) -> None:
        super().__init__(f"{url} cannot be reached ({why}); check the address and your network, or copy the text.")


class PageUnusable(WebError):
    def __init__(self, url: str, why: str) -> None:
        super().__init__(f"{url} gave no article ({why}); open it in a browser, copy the text and give that.")


class WorkStopped(SchauplatzError):
    def __init__(self, source: str) -> None:
        super().__init__(f"{source} was not read, since the work was stopped; give it again to have it mapped.")


class UnexpectedFault(SchauplatzError):
    """A fault of the program itself; the traceback is in its log."""

    def __init__(self, source: str, kind: str) -> None:
        super().__init__(
            f"{source} met a fault of this program ({kind}); try again, and report the lines that the terminal shows."
        )


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


class RecogniserError(SchauplatzError):
    """The recogniser cannot be used."""


class ModelMissing(RecogniserError):
    def __init__(self, folder: str, file: str) -> None:
        super().__init__(
            f"the recogniser's model is not complete: {file} is missing in {folder}; bring it back with: "
            "git checkout -- geo, or install the package anew."
        )


class ModelDamaged(RecogniserError):
    def __init__(self, folder: str, why: str) -> None:
        super().__init__(
            f"the recogniser's model in {folder} is damaged ({why}); bring it back with: git checkout -- geo, or "
            "install the package anew."
        )


class PipelineUnusable(RecogniserError):
    def __init__(self, name: str, why: str) -> None:
        super().__init__(
            f"the spaCy pipeline «{name}» cannot be used ({why}); install it with: python -m spacy download {name}, or "
            "leave out the option to use the recogniser that ships with this program."
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


class OnlineLookupError(SchauplatzError):
    """A name could not be looked up online. The map comes all the same, from the gazetteer and the answers kept."""


class ServiceUnreachable(OnlineLookupError):
    def __init__(self, host: str, why: str) -> None:
        super().__init__(
            f"{host} cannot be reached ({why}); check your network and SCHAUPLATZ_ENDPOINT, or stay offline."
        )


class ServiceFailed(OnlineLookupError):
    def __init__(self, host: str, why: str) -> None:
        super().__init__(f"{host} gave no usable answer ({why}); try again later, or check SCHAUPLATZ_ENDPOINT.")


class ServiceRefuses(OnlineLookupError):
    def __init__(self, host: str, status: int) -> None:
        super().__init__(
            f"{host} refuses to answer (HTTP {status}); check SCHAUPLATZ_CONTACT and the service's usage policy."
        )


class ServiceBusy(OnlineLookupError):
    """The service asks to be left alone, for ``seconds`` where it says how long."""

    def __init__(self, host: str, seconds: float | None) -> None:
        self.seconds = seconds
        wish = "for now" if seconds is None else f"for {seconds:.0f} seconds"
        super().__init__(f"{host} asks to be left alone {wish}; try again after that: what it has answered is kept.")


class LookupQueueFull(OnlineLookupError):
    def __init__(self, host: str, waited: float) -> None:
        super().__init__(
            f"other runs on this machine have kept {host} busy for {waited:.0f} seconds, and it takes one request at a "
            "time; try again when they are done."
        )


class LeaseUnavailable(OnlineLookupError):
    def __init__(self, why: str) -> None:
        super().__init__(
            f"requests cannot be paced over the programs of this machine ({why}), so none is made; set XDG_RUNTIME_DIR "
            "to a folder that only you can write to."
        )


class LookupBudgetSpent(OnlineLookupError):
    def __init__(self, requests: int) -> None:
        super().__init__(
            f"this run has made the {requests} requests that it may make; run it again for the rest: what has been "
            "answered is kept."
        )


class LookupStopped(OnlineLookupError):
    def __init__(self) -> None:
        super().__init__("the lookup was stopped; run it again for the rest: what has been answered is kept.")


class AnswersDamaged(SchauplatzError):
    def __init__(self, path: str, why: str) -> None:
        super().__init__(
            f"the answers kept at {path} cannot be read ({why}); delete them with: python -m geo cache clear"
        )


class AnswersRefused(SchauplatzError):
    def __init__(self, path: str, why: str) -> None:
        super().__init__(
            f"{path} is not taken over ({why}), nor is any answer in it; let your colleague make it with: "
            "python -m geo cache export FILE"
        )


class CorrectionsUnwritable(SchauplatzError):
    def __init__(self, path: str, why: str) -> None:
        super().__init__(
            f"the decision could not be written to {path} ({why}); set SCHAUPLATZ_DATA to a folder of your own, "
            "or give a file with --corrections."
        )


class OwnGazetteerUnreadable(SchauplatzError):
    """A reader's own list of places cannot be used."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(
            f"the list of places {path} cannot be used: {why}; save it as CSV with the columns name, lat, lon, or as "
            "GeoJSON whose features have a name."
        )


class InvalidTiles(SchauplatzError):
    """Tiles for the base map were asked for in a way that cannot be followed."""

    def __init__(self, url: str, why: str) -> None:
        super().__init__(
            f"tiles cannot be had from {url[:100]} ({why}); give an address such as https://example.org/{{z}}/{{x}}/{{y}}.png"
        )


class PictureError(SchauplatzError):
    """The map cannot be made a picture."""


class BrowserMissing(PictureError):
    def __init__(self) -> None:
        super().__init__(
            "a picture of the map is taken by a browser, and none was found; install Chromium, Chrome or Edge, or set "
            "SCHAUPLATZ_CHROMIUM to the program's path."
        )


class PictureFailed(PictureError):
    def __init__(self, browser: str, why: str) -> None:
        super().__init__(
            f"{browser} took no picture of the map ({why}); open the page and make a screenshot, or set "
            "SCHAUPLATZ_CHROMIUM to another browser."
        )
