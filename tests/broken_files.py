"""Files that are broken, each in its own way, and what is said of them."""

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable

import openpyxl

GOOD = b"text,label\nCall quokka clients,sales\n"
_SHEET = "xl/worksheets/sheet1.xml"


def workbook(*rows: list[object]) -> bytes:
    """A plain XLSX workbook of these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


SOUND = workbook(["text", "label"], ["Call quokka clients", "sales"])


def repacked(change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    """The sound workbook with parts changed or added."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(SOUND)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, content in more.items():
            new.writestr(name, content)
    return file.getvalue()


def in_sheet(old: bytes, new: bytes) -> bytes:
    return repacked(lambda name, part: part.replace(old, new) if name == _SHEET else part)


def zip_bomb() -> bytes:
    return repacked(lambda _, part: part, **{"xl/media/blank.xml": b" " * 30_000_000})


def many_parts() -> bytes:
    return repacked(lambda _, part: part, **{f"xl/media/{n}.bin": b"x" for n in range(300)})


def too_much() -> bytes:
    noise = b"".join(zlib.crc32(struct.pack("I", n)).to_bytes(4, "big") for n in range(3_000))
    parts = {f"xl/media/{n}.bin": noise * 1_000 for n in range(9)}
    return repacked(lambda _, part: part, **parts)


def forged_sizes() -> bytes:
    """A part that unpacks to more than both its headers and its checksum admit."""
    content = in_sheet(b"</sheetData>", b"</sheetData>" + b" " * 300_000)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        info = archive.getinfo(_SHEET)
        part = archive.read(_SHEET)
    cut = 4_000
    true = struct.pack("<I", info.file_size)
    assert content.count(true) >= 2
    return content.replace(true, struct.pack("<I", cut)).replace(
        struct.pack("<I", info.CRC), struct.pack("<I", zlib.crc32(part[:cut]))
    )


def far_cell() -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "text", "x"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def lonely_row() -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A5000"] = "text", "x"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def entity(declaration: bytes) -> bytes:
    return in_sheet(b"<worksheet", b"<!DOCTYPE x [" + declaration + b"]><worksheet")


def archive(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as new:
        for name in names:
            new.writestr(name, "x")
    return file.getvalue()


def row(label: object) -> bytes:
    return json.dumps({"text": "Call quokka clients", "label": label}).encode()


BROKEN: dict[str, tuple[bytes | Callable[[], bytes], str]] = {
    "empty": (b"", "The file is empty"),
    "blank": (b" \n\n", "The file is empty"),
    "header only": (b"text,label\n", "a header but no rows"),
    "no text column": (b"task,label\nCall,sales\n", "no column “text”.* it reads: task, label"),
    "duplicate header": (b"text,label,Text\na,sales,b\n", "names the column “text” twice"),
    "too many columns": (b"text" + b",x" * 300 + b"\n", "301 columns; the limit is 200"),
    "NUL in a cell": (GOOD + b"a\x00b,sales\n" , "neither text nor XLSX|NUL"),
    "NUL far down": (GOOD + b"x,sales\n" * 2_000 + b"a\x00b,sales\n", "Row 2003 holds NUL"),
    "unclosed quote": (GOOD + b'"open,sales\nmore,sales\n', "Row 3 cannot be read as CSV"),
    "stray quote": (GOOD + b'"a"b,sales\n', "Row 3 cannot be read as CSV"),
    "Windows-1252": (GOOD + "Café,sales\n".encode("cp1252"), "not UTF-8"),
    "UTF-16 without its mark": (GOOD.decode().encode("utf-16-le"), "UTF-16 without its mark"),
    "cut UTF-16": (GOOD.decode().encode("utf-16")[:-1], "not UTF-16"),
    "a cell too long": (GOOD + b"x" * 20_001 + b",sales\n", "Row 3: .*20,001 characters"),
    "a text too long": (GOOD + b"x" * 2_001 + b",sales\n", "Row 3: .*2,001 characters"),
    "a cell past all limits": (GOOD + b"x" * 140_000 + b",sales\n", "Row 3 cannot be read"),
    "a header past all limits": (b"x" * 140_000 + b"\n", "^Row 1 cannot be read as CSV: field la"),
    "too many rows": (b"text,label\n" + b"a,sales\n" * 50_001, "more than 50,000 rows"),
    "too large": (b"text,label\n" + b"a" * 10_000_000, "10.0 MB; the limit is 10 MB"),
    "two labels": (row(["sales", "marketing"]), "Row 1: The row has 2 labels: sales, marketing"),
    "two labels of doccano": (b"text,label\na,sales#neither\n", "Row 2: The row has 2 labels"),
    "unknown label": (GOOD + b"other text,sold\n", "Row 3: “sold” is no label"),
    "no text": (GOOD + b"  ,sales\n", "Row 3: There is no text"),
    "invisible text": (GOOD + "\u200b,sales\n".encode(), "Row 3: Enter some text"),
    "more cells than columns": (GOOD + b"Call, then write,sales\n", "Row 3: The row has 3 cells"),
    "both sides in one file": (GOOD + b"call quokka clients,neither\n", "Row 3: Row 2 labels the"),
    "domain too long": (b"text,label,domain\na,sales," + b"d" * 81, "Row 2: “domain” has 81"),
    "broken JSON line": (row("sales") + b"\n{oops\n", "Row 2: This is not JSON"),
    "NaN": (b'{"text": "a", "label": "sales", "x": NaN}', "Row 1: NaN is no JSON value"),
    "key twice": (b'{"text": "a", "text": "b"}', "Row 1: The key “text” stands twice"),
    "lone surrogate": (b'{"text": "a\\ud800", "label": "sales"}', "Row 1: .*not text"),
    "a key that is no text": (
        b'{"text": "a", "\\ud800\\u0000": 1, "\\ud800\\u0000": 2}',
        "Row 1: The key “..” stands twice",
    ),
    "a date before dates": (
        b'{"text": "a", "label": "sales", "is_test": 0, "created_at": "0001-01-01T00:00:00+14:00",'
        b' "updated_at": "2026-01-01"}',
        "Row 1: “created_at” is in the year 1",
    ),
    "not an object": (b'["a", 5]', "Row 1: This is not a JSON object but \"a\""),
    "one object over lines": (b'{\n"text": "a"\n}', "one JSON object over several lines"),
    "cut list": (b'[{"text": "a", "label": "sales"},\n', "Line 2: the list does not end"),
    "broken list": (b'[{"text": "a"},\n{"text": oops}]', "From line 2 on this is not JSON"),
    "nested without end": (b"[" * 100_000, "nested too deeply"),
    "a number of endless digits": (b'{"text": "a", "x": ' + b"9" * 5_000 + b"}", "Row 1: "),
    "PNG": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 20, "a picture"),
    "PDF": (b"%PDF-1.7\n", "a PDF"),
    "web page": (b"<!DOCTYPE html><html></html>", "a web page"),
    "gzip": (b"\x1f\x8b\x08\x00", "packed"),
    ".xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500, "old .xls workbook"),
    "encrypted workbook": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "protected by a password",
    ),
    "OpenDocument": (lambda: archive("mimetype", "content.xml"), "OpenDocument"),
    "another archive": (lambda: archive("readme.txt"), "not an XLSX workbook"),
    "macros": (
        lambda: repacked(lambda _, part: part, **{"xl/vbaProject.bin": b"x"}),
        "holds macros",
    ),
    "truncated archive": (SOUND[:-200], "not an XLSX workbook that can be read"),
    "damaged archive": (lambda: SOUND[:60] + b"\xff" * 40 + SOUND[100:], "not an XLSX workbook"),
    "no archive": (b"PK\x03\x04 no zip", "not an XLSX workbook"),
    "zip bomb": (zip_bomb, "more than 100 times its size"),
    "too many parts": (many_parts, "parts; the limit is 200"),
    "unpacks to too much": (too_much, "unpacks to more than 100 MB"),
    "forged sizes": (forged_sizes, "smaller than it is"),
    "forged dimensions": (far_cell, "row 1,048,576 and column 16,384"),
    "a row far below": (lonely_row, "blank rows stand before row 5,000"),
    "billion laughs": (lambda: entity(b'<!ENTITY a "ha"><!ENTITY b "&a;&a;">'), "XML entities"),
    "external entity": (
        lambda: entity(b'<!ENTITY a SYSTEM "file:///etc/passwd">'),
        "XML entities",
    ),
    "an empty sheet": (workbook, "sheet of the workbook is empty"),
    "unknown label in a sheet": (
        lambda: workbook(["text", "label"], ["a", "sales"], ["b", "sold"]),
        "Row 3: “sold” is no label",
    ),
    "no text column in a sheet": (lambda: workbook(["task"], ["a"]), "it reads: task"),
}  # fmt: skip
"""Content, and a pattern of the message: by row if it is one row, else by file."""
