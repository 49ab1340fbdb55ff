"""One request at a time, and a pause between two, over all programs of this machine.

The usage policy of a public geocoder counts requests by the machine they come from; a sleep inside one process does
not keep it. Whoever wants to make a request takes a *lease*: a lock in the user's runtime folder, one for each host,
that is held until the answer has come. A small file beside it holds when the last request was made and until when the
service wants to be left alone, so that a process started a moment later keeps the pause too.

The programs of another user of the same machine are not seen.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import tempfile
import threading
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import filelock
import platformdirs

from geo.errors import LeaseUnavailable, LookupQueueFull, LookupStopped, ServiceBusy

MAX_HOLD: Final = 3600.0
"""The longest that a service is left alone at its wish, in seconds. A wish beyond it ends the run, not the day."""

_POLL: Final = 0.05
"""Seconds between two looks at a lock that another process holds."""


class Pace:
    """The leases for the host of an endpoint.

    ``interval`` is the least time from the end of one request to the start of the next, ``max_wait`` the longest that
    one request waits for its turn, both in seconds. Whoever sets ``stop`` ends all waiting.
    """

    def __init__(
        self, endpoint: str, interval: float, max_wait: float = 60.0, stop: threading.Event | None = None
    ) -> None:
        self.host = (urlsplit(endpoint).hostname or "").rstrip(".")
        self._interval = interval
        self._max_wait = max_wait
        self._stop = stop or threading.Event()
        self._released = 0.0

    def wish(self) -> float:
        """For how many seconds the service still wants to be left alone, as far as is known."""
        try:
            _, state = self._files()
        except LeaseUnavailable:
            return 0.0
        _, hold = _read(state)
        return max(0.0, hold - time.time())

    @contextlib.contextmanager
    def lease(self) -> Iterator[Lease]:
        """Wait for the turn and hold it; no other thread or process makes a request to the host meanwhile.

        Raises:
            LookupQueueFull: the turn did not come within ``max_wait``.
            LookupStopped: the reader does not want to wait any longer.
            LeaseUnavailable: there is no folder for the lock.
        """
        lock, state = self._files()
        self._let_others_go_first()
        self._acquire(lock)
        try:
            yield Lease(state, self.host, self._interval, self._max_wait, self._stop)
        finally:
            lock.release()
            self._released = time.monotonic()

    def _files(self) -> tuple[filelock.BaseFileLock, Path]:
        try:
            folder = runtime_folder()
        except OSError as error:
            raise LeaseUnavailable(str(error)) from error
        name = "nominatim-" + re.sub(r"[^a-z0-9.-]", "_", self.host)
        # A lock of its own for each lease: threads exclude each other just as processes do.
        return filelock.FileLock(folder / f"{name}.lock", mode=0o600), folder / f"{name}.last"

    def _acquire(self, lock: filelock.BaseFileLock) -> None:
        deadline = time.monotonic() + self._max_wait
        while True:
            try:
                lock.acquire(blocking=False)
                return
            except filelock.Timeout:
                if time.monotonic() >= deadline:
                    raise LookupQueueFull(self.host, self._max_wait) from None
            except OSError as error:
                raise LeaseUnavailable(str(error)) from error
            _pause(_POLL, self._stop)

    def _let_others_go_first(self) -> None:
        """Whoever has just had its turn would win the lock again and again from those who look only now and then."""
        since = time.monotonic() - self._released
        _pause(2 * _POLL - since, self._stop)


class Lease:
    """The right to make requests to a host, held by one thread of one process."""

    def __init__(self, state: Path, host: str, interval: float, max_wait: float, stop: threading.Event) -> None:
        self._state = state
        self._host = host
        self._interval = interval
        self._max_wait = max_wait
        self._stop = stop

    @contextlib.contextmanager
    def request(self) -> Iterator[None]:
        """Sleep until the next request is due; the request is what happens inside.

        Raises:
            ServiceBusy: the service wants to be left alone for longer than ``max_wait``.
            LookupStopped: the reader does not want to wait any longer.
            LeaseUnavailable: the time of the request cannot be written down.
        """
        last, hold = _read(self._state)
        now = time.time()
        if hold - now > self._max_wait:
            raise ServiceBusy(self._host, hold - now)
        _pause(max(last + self._interval - now, hold - now), self._stop)
        # Noted before, so that a kill during the request leaves a trace; and after, so that a request that was long on
        # its way and the next one, which is not, arrive with the pause between them.
        self._write(time.time(), 0.0)
        try:
            yield
        finally:
            self._write(time.time(), 0.0)

    def hold_off(self, seconds: float) -> None:
        """Let no program of this user make a request before so many seconds are over (at most an hour)."""
        now = time.time()
        self._write(now, now + min(seconds, MAX_HOLD))

    def _write(self, last: float, hold: float) -> None:
        try:
            self._state.write_text(f"{last:.6f} {hold:.6f}\n", encoding="ascii")
        except OSError as error:
            raise LeaseUnavailable(str(error)) from error


def _read(state: Path) -> tuple[float, float]:
    """When the last request was made and until when to make none, as seconds since the epoch.

    The clock may have been set back since. A last request in the future was made just now, for all we know; a wish that
    reaches further than one can be noted down is none.
    """
    now = time.time()
    try:
        last, hold = map(float, state.read_text(encoding="ascii").split())
    except FileNotFoundError:
        return 0.0, 0.0
    except (OSError, ValueError):
        return now, 0.0
    return (last if last <= now else now), (hold if hold <= now + MAX_HOLD else 0.0)


def _pause(seconds: float, stop: threading.Event) -> None:
    """Wait, unless the reader does not want to.

    Raises:
        LookupStopped: they do not.
    """
    if stop.wait(max(0.0, seconds)):
        raise LookupStopped


def runtime_folder() -> Path:
    """The folder for locks, which only this user can enter; made where it is missing.

    Raises:
        OSError: neither the platform's runtime folder nor one in the folder for temporary files can be had.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # platformdirs tells of its own fallback
            return _private(Path(platformdirs.user_runtime_dir("schauplatz", ensure_exists=True)))
    except OSError:
        user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")
        return _private(Path(tempfile.gettempdir()) / f"schauplatz-{user}")


def _private(folder: Path) -> Path:
    """The folder, made and closed to others; someone else's folder of that name is refused."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or (hasattr(os, "getuid") and found.st_uid != os.getuid()):
        raise PermissionError(f"{folder} belongs to someone else")
    if stat.S_IMODE(found.st_mode) & 0o077:
        folder.chmod(0o700)
    return folder
