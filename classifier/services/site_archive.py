"""One file that holds a site: its tables, its models, and a manifest that vouches for both.

A gzipped tar of plain files; `manifest.json` comes first and names each with size and SHA-256.

    manifest.json
    tables/<app>.<Model>.jsonl     one row a line, in order of id
    models/model-<number>.joblib
    secret_key                     only where it was asked for
"""

import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from classifier.exceptions import InvalidInput

FORMAT = 1
MANIFEST = "manifest.json"
SECRET = "secret_key"  # noqa: S105 - a file's name
_NAME = re.compile(
    r"tables/[A-Za-z_]+\.[A-Za-z_]+\.jsonl|models/model-[1-9]\d{0,9}\.joblib|secret_key"
)
_CHUNK = 1 << 20
_MOST_MANIFEST = 50_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What an archive says of itself; a restored site must equal it."""

    made_at: str
    engine: str
    """Vendor of the database it was read from."""
    migrations: list[str]
    """All migrations that were applied, as `app.name`, sorted."""
    rows: dict[str, int]
    """Rows by table."""
    active: int | None
    """Number of the active version."""
    models: dict[str, str]
    """SHA-256 by number, of each version whose file is in the archive."""
    without_file: list[int]
    """Numbers of the versions whose file was gone or bad when the archive was made."""
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    """`sha256` and `size` by name of the file."""
    format: int = FORMAT


def write_archive(target: Path, manifest: Manifest, files: Mapping[str, Path]) -> Manifest:
    """Write an archive, its owner's alone, and have it reach the disk.

    Returns the manifest with what it says of the files. Raises OSError.
    """
    described = {
        name: {"sha256": _hash_file(path), "size": path.stat().st_size}
        for name, path in files.items()
    }
    complete = Manifest(**{**asdict(manifest), "files": described})
    with open(target, "wb", opener=_open_private) as raw:
        with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=3) as tar:
            content = json.dumps(asdict(complete), indent=1).encode()
            _add(tar, MANIFEST, io.BytesIO(content), len(content))
            for name, path in files.items():
                with path.open("rb") as file:
                    _add(tar, name, file, path.stat().st_size)
        raw.flush()
        os.fsync(raw.fileno())
    return complete


def unpack_archive(source: Path, folder: Path) -> Manifest:
    """Copy the files of an archive into `folder`, each checked, and return its manifest.

    Raises InvalidInput, naming the file, if one is missing, too many, or not as it was written.
    """
    try:
        with tarfile.open(source, mode="r:gz") as tar:
            manifest = _read_manifest(tar)
            found: set[str] = set()
            while member := tar.next():
                _check_member(member, manifest, found)
                found.add(member.name)
                content = tar.extractfile(member)
                assert content is not None  # noqa: S101 - it is a file: checked above
                _copy_checked(member.name, content, folder, manifest)
    except (tarfile.TarError, EOFError, OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{source.name} cannot be read as a backup: {error}") from error
    if missing := sorted(manifest.files.keys() - found):
        raise InvalidInput(f"{source.name} is not whole: {missing[0]} is not in it.")
    return manifest


def table_file(label: str) -> str:
    """Return the name of the file of table `label`."""
    return f"tables/{label}.jsonl"


def model_file(number: int) -> str:
    """Return the name of the file of a version's model."""
    return f"models/model-{number}.joblib"


def _read_manifest(tar: tarfile.TarFile) -> Manifest:
    first = tar.next()
    content = tar.extractfile(first) if first and first.isfile() else None
    if first is None or content is None or first.name != MANIFEST or first.size > _MOST_MANIFEST:
        raise InvalidInput("This is no backup of a site: it does not begin with its manifest.")
    try:
        said = json.loads(content.read())
        if said["format"] != FORMAT:
            raise InvalidInput(
                f"This backup has format {said['format']}, here is {FORMAT}: another release of "
                "the site made it. Restore it with that release."
            )
        return Manifest(**said)
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidInput("The manifest of this backup cannot be read.") from error


def _check_member(member: tarfile.TarInfo, manifest: Manifest, found: set[str]) -> None:
    known = member.name in manifest.files and _NAME.fullmatch(member.name)
    if not known or not member.isreg() or member.name in found:
        raise InvalidInput(f"“{member.name[:80]}” does not belong in a backup.")


def _copy_checked(name: str, content: IO[bytes], folder: Path, manifest: Manifest) -> None:
    target = folder / name
    target.parent.mkdir(mode=0o700, exist_ok=True)
    digest = hashlib.sha256()
    with open(target, "xb", opener=_open_private) as file:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
            file.write(chunk)
    if digest.hexdigest() != manifest.files[name]["sha256"]:
        raise InvalidInput(f"{name} in this backup is not as it was written: its SHA-256 differs.")


def _add(tar: tarfile.TarFile, name: str, content: IO[bytes], size: int) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    tar.addfile(entry, content)


def _hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _open_private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)
