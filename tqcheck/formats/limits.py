"""Every limit a reader keeps, why it is there, and what it says when it is crossed.

All of them end in an `InputError` (exit code 2) that names the file.
"""

from __future__ import annotations

from tqcheck.errors import InputError

#: One file read whole. A year of a newsroom's copy is smaller; feeds come as JSONL, streamed.
MAX_FILE_BYTES = 50_000_000
#: One line of a JSONL feed: the longest book-length article fits ten times.
MAX_LINE_BYTES = 16_000_000
#: What the parts of a zipped file may unpack to. A 425 KB DOCX can unpack to gigabytes.
MAX_UNPACKED_BYTES = 50_000_000
#: Unpacked to packed size of a zipped part; word processors reach 10-30.
MAX_RATIO = 100
#: Below this a high ratio does no harm (a page of blanks packs well).
MIN_RATIO_BYTES = 1_000_000
#: Elements inside elements in XML; real news files stay under 40.
MAX_XML_DEPTH = 1_000
#: Characters an entity declared in a DOCTYPE may stand for: a sign or a name, not a bomb.
MAX_ENTITY_CHARS = 100
#: One paragraph of Markdown; inline marks nest, and 10,000 opened ones take a parser seconds.
MAX_MARKDOWN_BLOCK_CHARS = 10_000
#: Control characters among all characters before a file counts as binary.
MAX_CONTROL_SHARE = 0.01


def check_file(path: str, size: int) -> None:
    """Raise if a file of `size` bytes is too large to be read whole."""
    if size > MAX_FILE_BYTES:
        raise InputError(
            f"{path}: {size:,} bytes, over the limit of {MAX_FILE_BYTES:,};"
            " split it, or make it JSONL for `tqcheck batch`"
        )


def check_line(path: str, number: int, size: int) -> None:
    """Raise if a line of a JSONL feed is too long."""
    if size > MAX_LINE_BYTES:
        raise InputError(f"{path}:{number}: a line of over {MAX_LINE_BYTES:,} bytes; split it")


def check_packed(path: str, part: str, packed: int, unpacked: int) -> None:
    """Raise if a part of a zipped file would unpack to too much."""
    if unpacked > MAX_UNPACKED_BYTES:
        raise InputError(
            f"{path}: {part} unpacks to {unpacked:,} bytes, over the limit of"
            f" {MAX_UNPACKED_BYTES:,}; this looks like a zip bomb and was not opened"
        )
    if unpacked > MIN_RATIO_BYTES and unpacked > MAX_RATIO * max(packed, 1):
        raise InputError(
            f"{path}: {part} unpacks to {unpacked // max(packed, 1)} times its size, over the"
            f" limit of {MAX_RATIO}; this looks like a zip bomb and was not opened"
        )


def check_depth(place: str, depth: int) -> None:
    """Raise if XML elements are nested too deep."""
    if depth > MAX_XML_DEPTH:
        raise InputError(f"{place}: elements nested over {MAX_XML_DEPTH:,} deep; refused")
