"""Calls counted by this process alone."""

import threading
import time

_MOST = 10_000
_LONGEST = 60 * 60
_windows: dict[str, tuple[float, int]] = {}
_lock = threading.Lock()


def count(key: str, calls: int, window: int) -> tuple[int, float]:
    """Add `calls` to the window of `key`; return how many it has, and the seconds left of it."""
    now = time.monotonic()
    with _lock:
        start, before = _windows.get(key, (now, 0))
        if start <= now - window:
            start, before = now, 0
        if len(_windows) >= _MOST and key not in _windows:
            _forget(now - _LONGEST)
        _windows[key] = start, max(0, before + calls)
        return _windows[key][1], start + window - now


def _forget(before: float) -> None:
    """Forget windows that have ended; if none has, all of them."""
    kept = {key: found for key, found in _windows.items() if found[0] > before}
    _windows.clear()
    if len(kept) < _MOST:
        _windows.update(kept)
