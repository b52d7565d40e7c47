"""Files that lie beside a page: which of them the address of a picture means. Pure, whatever the files come from."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

Load = Callable[[], bytes]
Finder = Callable[[str], Load | None]  # the address of a picture in, a way to its bytes out

PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".bmp", ".tif", ".tiff", ".svg", ".heic")
_FOLDER_OF_A_PAGE = re.compile(r"(?:_files|\.files|_文件|_檔案|_archivos)/")
_SIGNATURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")


def nothing(_address: str) -> None:
    """The finder of a file that came alone."""


def either(first: Finder, second: Finder) -> Finder:
    return lambda address: first(address) or second(address)


def noting(find: Finder, used: dict[str, bytes]) -> Finder:
    """The same finder; every file that is read through it is noted in `used`, by the address it was found by."""

    def found(address: str) -> Load | None:
        load = find(address)
        return (lambda: used.setdefault(address, load())) if load is not None else None

    return found


def among(names: Iterable[str], load: Callable[[str], bytes], folder: str = "") -> Finder:
    """A finder among files with these names: paths with `/`, or the whole addresses that they were fetched from.

    `folder` is where the page lies. An address means the file of its whole name, else the only one whose path ends as
    it does, else the only one of its last name: browsers hand in files without their folders. Of several none is taken.
    """
    known = list(names)
    by_path = {_folded(name): name for name in known}
    by_name: dict[str, list[str]] = defaultdict(list)
    for path in by_path:
        by_name[path.rpartition("/")[2]].append(path)

    def find(address: str) -> Load | None:
        if address in known:
            return lambda: load(address)
        path = _folded(local_path(address))
        exact = by_path.get(f"{folder}/{path}".lstrip("/")) or by_path.get(path) if path else None
        if exact is None and path:
            same = by_name.get(path.rpartition("/")[2], [])
            ending = [other for other in same if f"/{other}".endswith(f"/{path}")]
            found = ending or (same if is_telling(path, address) else [])
            exact = by_path[found[0]] if len(found) == 1 else None
        return (lambda: load(exact)) if exact is not None else None

    folder = _folded(folder)
    return find


def local_path(address: str) -> str:
    """An address as the path of a file beside the page, never above it; '' where it is none."""
    if address.startswith(("cid:", "data:", "blob:", "about:")):
        return ""
    try:
        path = urlsplit(address.replace("\\", "/")).path
    except ValueError:
        return ""
    parts = [part for part in unquote(path).split("/") if part not in ("", ".", "..")]
    return "/".join(parts)


def is_telling(path: str, address: str) -> bool:
    """Whether the last name alone says which picture is meant: pictures on the network may all be called `640`."""
    return not is_remote(address) or path.lower().endswith(PICTURE_SUFFIXES)


def is_remote(address: str) -> bool:
    return address.startswith(("http://", "https://", "//"))


def is_picture(name: str, data: bytes) -> bool:
    """Whether a file is a picture, by its name or, where it has no suffix, by how it begins."""
    if PurePosixPath(name).suffix.lower() in PICTURE_SUFFIXES:
        return True
    return data.startswith(_SIGNATURES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP") or data[4:12] == b"ftypavif"


def is_in_folder_of_a_page(name: str) -> bool:
    """Whether a file lies in the folder that a browser put beside a page: scripts, styles and frames lie there too."""
    return _FOLDER_OF_A_PAGE.search(name.lower()) is not None


def _folded(path: str) -> str:
    """Names as they compare: macOS takes letters apart, Windows does not tell capitals."""
    return unicodedata.normalize("NFC", path).casefold().removeprefix("./")
