"""One pass over a file's bytes: its hash, encoding and line ends, and a plain UTF-8 copy where the engine needs one."""

import codecs
import re
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

_BLOCK = 1 << 22
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


@dataclass(frozen=True, slots=True)
class Scan:
    """What the bytes of a file say. ``encoding``: utf-8, utf-8-sig, utf-16, cp949, or mixed where none fits."""

    size: int
    modified: int  # when it was last written, in nanoseconds, before it was scanned
    digest: str
    encoding: str
    returns: int  # carriage returns
    pairs: int  # carriage returns that a line feed follows
    feeds: int  # line feeds
    blank_lines: bool

    @property
    def plain(self) -> bool:
        """Whether the engine's reader takes the file as it is: UTF-8 with one kind of line end."""
        one_kind = self.returns == 0 or (self.returns == self.pairs == self.feeds)
        return self.encoding in ("utf-8", "utf-8-sig") and one_kind


def scan(path: Path) -> Scan:
    """Read ``path`` once and say what it is. Memory: one block."""
    modified = path.stat().st_mtime_ns
    digest = blake2b(digest_size=16)
    returns = pairs = feeds = size = 0
    blank = False
    last = b""
    utf8: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
    korean: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("cp949")()
    start = b""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if not size:
                start = block[:4]
            size += len(block)
            digest.update(block)
            feeds += block.count(b"\n")
            joined = last[-3:] + block
            if b"\r" in joined:
                returns += block.count(b"\r")
                pairs += (last[-1:] + block).count(b"\r\n")
                blank = blank or b"\n\r\n" in joined
            blank = blank or b"\n\n" in joined or (not last and block[:1] in b"\r\n")
            utf8, korean = _still(utf8, block), _still(korean, block)
            last = block
    encoding = next((name for bom, name in _BOMS.items() if start.startswith(bom)), "")
    if not encoding:
        encoding = "utf-8" if _ends(utf8) else "cp949" if _ends(korean) else "mixed"
    return Scan(size, modified, digest.hexdigest(), encoding, returns, pairs, feeds, blank)


def unchanged(path: Path, found: Scan) -> bool:
    """Whether nobody has written the file since it was scanned."""
    now = path.stat()
    return (now.st_size, now.st_mtime_ns) == (found.size, found.modified)


def _still(decoder: codecs.IncrementalDecoder | None, block: bytes) -> codecs.IncrementalDecoder | None:
    """The decoder when the block, too, is text in its encoding; else None."""
    if decoder is None or (block.isascii() and not decoder.getstate()[0]):
        return decoder
    try:
        decoder.decode(block)
    except UnicodeDecodeError:
        return None
    return decoder


def _ends(decoder: codecs.IncrementalDecoder | None) -> bool:
    if decoder is None:
        return False
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def plain_copy(path: Path, found: Scan, target: Path) -> Path:
    """``path`` itself where it is plain, else a copy at ``target``: UTF-8, line feeds. Lines keep their numbers.

    Bytes that no known encoding explains are kept, so that the reader rejects their lines rather than the file.
    """
    if found.plain:
        return path
    encoding = "utf-8" if found.encoding == "mixed" else found.encoding
    errors = "surrogateescape" if found.encoding == "mixed" else "strict"
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        path.open("r", encoding=encoding, errors=errors, newline=None) as source,
        target.open("w", encoding="utf-8", errors=errors, newline="\n") as sink,
    ):
        while text := source.read(_BLOCK):
            sink.write(text)
    return target


def line_of(path: Path, offsets: list[int]) -> list[int]:
    """The physical line (from 1) at each of the ascending byte ``offsets``, line ends at an offset skipped."""
    lines: list[int] = []
    line = 1
    with path.open("rb") as file:
        position = 0
        for offset in offsets:
            while position < offset:
                block = file.read(min(_BLOCK, offset - position))
                if not block:
                    break
                line += block.count(b"\n")
                position += len(block)
            ahead = file.read(_BLOCK)
            skipped = ahead[: len(ahead) - len(ahead.lstrip(b"\r\n"))]
            lines.append(line + skipped.count(b"\n"))
            file.seek(position)
    return lines


def blank_lines(path: Path) -> list[int]:
    """The numbers of lines with nothing in them, whether inside quotes or not. Lines end with ``\\n`` or ``\\r\\n``."""
    numbers: list[int] = []
    feeds = 0  # before the block
    tail = b"\n"  # as if one stood before the first line
    before = -1
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            text = (tail + block).replace(b"\r", b"")
            count = position = 0
            for match in re.finditer(rb"\n(?=\n)", text):
                count += text.count(b"\n", position, match.start())
                position = match.start()
                numbers.append(before + count + 2)
            feeds += block.count(b"\n")
            tail = b"\n" if text.endswith(b"\n") else b""
            before = feeds - len(tail)
    return numbers
