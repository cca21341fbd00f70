"""Payloads one behind the other in a file, each behind its length and its checksum.

What a crash tore at the end is not whole, and reading stops before it.
"""

import os
import struct
import zlib
from collections.abc import Iterator
from typing import Final

_HEAD: Final = struct.Struct(">II")  # length and CRC-32 of the payload behind it


def size_of(payload: bytes) -> int:
    """Return how many bytes of a file a payload takes."""
    return _HEAD.size + len(payload)


def append(file: int, payload: bytes, end: int) -> int:
    """Write `payload` at `end`, flushed to the disk; return where it ends.

    OSError when the disk refuses; then nothing of it stays.
    """
    frame = _HEAD.pack(len(payload), zlib.crc32(payload)) + payload
    try:
        _write_all(file, frame, end)
        os.fsync(file)
    except OSError:
        os.ftruncate(file, end)
        raise
    return end + len(frame)


def payload_at(file: int, offset: int) -> bytes | None:
    """Return the payload that begins at `offset` of a file; None when none that is whole does."""
    head = os.pread(file, _HEAD.size, offset)
    if len(head) < _HEAD.size:
        return None
    length, _ = _HEAD.unpack(head)
    return next(payloads(head + os.pread(file, length, offset + _HEAD.size)), None)


def payloads(data: bytes, offset: int = 0) -> Iterator[bytes]:
    """Give the payloads of what was read of a file from `offset` on, as far as they are whole."""
    while offset + _HEAD.size <= len(data):
        length, checksum = _HEAD.unpack_from(data, offset)
        payload = data[offset + _HEAD.size : offset + _HEAD.size + length]
        if len(payload) < length or zlib.crc32(payload) != checksum:
            return
        yield payload
        offset += size_of(payload)


def _write_all(file: int, data: bytes, offset: int) -> None:
    while data:
        written = os.pwrite(file, data, offset)
        data, offset = data[written:], offset + written
