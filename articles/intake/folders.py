"""Files to import as they lie on the disk: one file, what is beside it, folders and packed folders of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from articles.importing import reading
from articles.importing.archives import unpack_folder
from articles.importing.beside import (
    Finder,
    Load,
    among,
    is_in_folder_of_a_page,
    is_picture,
    is_telling,
    local_path,
    nothing,
)
from articles.importing.decoding import ImportRefused

PACKED = ".zip"


@dataclass(frozen=True)
class Found:
    """A file to import: what messages call it, its name, a way to its bytes (or ImportRefused), what is beside it."""

    file: str
    name: str
    load: Callable[[], bytes]
    find: Finder = nothing
    folder: str = ""


def found_at(path: Path) -> Iterator[Found]:
    """What there is to import at a path: the file itself, the articles in a folder, or those in a packed folder."""
    if path.is_dir():
        known = sorted(inner for inner in path.iterdir() if inner.suffix.lower() in (*reading.SUFFIXES, PACKED))
        for inner in known:
            yield from found_at(inner)
    elif path.suffix.lower() == PACKED:
        yield from _unpacked(path)
    else:
        yield Found(str(path), path.name, lambda: load(path), beside(path), str(path.parent))


def _unpacked(path: Path) -> Iterator[Found]:
    try:
        articles, pictures = parted(unpack_folder(load(path), path.name))
        if not articles:
            raise ImportRefused(path.name, "压缩包里只有图片", "请把文章文件和图片一起压缩")
    except ImportRefused as refusal:
        yield Found(str(path), path.name, _refusing(refusal))
        return
    for name, data in articles:
        folder, _slash, last = name.rpartition("/")
        find = among(pictures, pictures.__getitem__, folder)
        yield Found(f"{path}/{name}", last, lambda data=data: data, find, f"{path}/{folder}".rstrip("/"))


def _refusing(refusal: ImportRefused) -> Callable[[], bytes]:
    def refuse() -> bytes:
        raise refusal

    return refuse


def parted(files: list[tuple[str, bytes]]) -> tuple[list[tuple[str, bytes]], dict[str, bytes]]:
    """Files that came together as articles, and pictures by their paths; scripts and styles of saved pages go."""
    pictures = {name: data for name, data in files if is_picture(name, data)}
    articles = [(name, data) for name, data in files if name not in pictures and not is_in_folder_of_a_page(name)]
    return articles, pictures


def load(path: Path) -> bytes:
    """The bytes of a file, no more than one above what is allowed; ImportRefused with the reason."""
    try:
        with path.open("rb") as file:
            return file.read(reading.MAX_BYTES + 1)  # one more than allowed is enough to refuse it
    except OSError as error:
        raise ImportRefused(path.name, f"无法读取（{error.strerror}）", "请检查路径和权限") from error


def beside(page: Path) -> Finder:
    """The files that lie beside a page or in the folder a browser saved with it; nothing outside its folder."""
    folder = page.parent.resolve()

    def find(address: str) -> Load | None:
        path = local_path(address)
        last = path.rpartition("/")[2]
        if not last or not is_telling(path, address):
            return None
        for inner in (path, f"{page.stem}_files/{last}", f"{page.stem}.files/{last}", last):
            if _is_file_within(folder / inner, folder):
                return lambda: load(folder / inner)
        return None

    return find


def _is_file_within(file: Path, folder: Path) -> bool:
    """Whether a file is there and no link leads out of the folder."""
    try:
        return file.is_file() and file.resolve().is_relative_to(folder)
    except (OSError, ValueError):  # a name too long, or with a null byte
        return False
