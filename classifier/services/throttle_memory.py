"""Calls counted by this process alone."""

import threading
import time

_MOST = 10_000
_windows: dict[str, tuple[float, int]] = {}
_lock = threading.Lock()


def count(key: str, window: int) -> tuple[int, float]:
    """Count a call; return its number in the window of `key`, and the seconds left of that."""
    now = time.monotonic()
    with _lock:
        start, calls = _windows.get(key, (now, 0))
        if start <= now - window:
            start, calls = now, 0
        if len(_windows) >= _MOST and key not in _windows:
            _forget(now - window)
        _windows[key] = start, calls + 1
        return calls + 1, start + window - now


def _forget(before: float) -> None:
    """Forget windows that have ended; if none has, all of them."""
    kept = {key: found for key, found in _windows.items() if found[0] > before}
    _windows.clear()
    if len(kept) < _MOST:
        _windows.update(kept)
