"""Pictures beside the files of a batch: uploaded with them, or fetched from the network because an editor says so."""

from __future__ import annotations

import time

from django.db import transaction
from django.utils.translation import gettext as _

from articles.batches.models import ImportBatch, ImportItem, ImportPicture
from articles.importing.beside import Finder, among, is_remote, local_path
from mscsite.core import fetch
from mscsite.core.images import reading
from mscsite.core.images.reading import ImageRefused

_LONGEST_NAME = ImportPicture._meta.get_field("name").max_length


def beside(item: ImportItem) -> Finder:
    """The pictures of an item's batch, as its file would find them; loaded one by one when they are asked for."""
    pictures = ImportPicture.objects.filter(batch=item.batch_id)

    def load(name: str) -> bytes:
        return bytes(pictures.values_list("data", flat=True).get(name=name))

    return among(pictures.values_list("name", flat=True), load, item.folder)


def path_of(address: str, folder: str) -> str:
    """The name under which a picture that a page names by an address is kept, so that the page finds it again."""
    return address if is_remote(address) else f"{folder}/{local_path(address)}".lstrip("/")


def keep(batch: ImportBatch, name: str, data: bytes) -> None:
    """Keep a picture; the newer one of a name counts."""
    name = name if is_remote(name) else name[-_LONGEST_NAME:]
    ImportPicture.objects.update_or_create(batch=batch, name=name, defaults={"data": data[: reading.MAX_BYTES + 1]})


def keep_another(batch: ImportBatch, name: str, data: bytes) -> None:
    """Keep a picture beside those that are there: of two of one name no page is given either by guess."""
    known = ImportPicture.objects.filter(batch=batch, name=name).first()
    if known is not None and bytes(known.data) != data:
        name = f"{ImportPicture.objects.filter(batch=batch).count() + 1}/{name}"
    keep(batch, name, data)


def ask_for(item: ImportItem, addresses: list[str]) -> None:
    """Note which pictures an editor wants to be fetched; only those that the item's preview names."""
    offered = {left["address"] for left in item.preview.get("left_pictures", []) if left["is_on_network"]}
    with transaction.atomic():
        item = ImportItem.objects.select_for_update().get(pk=item.pk)
        item.downloads |= dict.fromkeys((address for address in addresses if address in offered), "")
        item.save(update_fields=["downloads"])


def fetch_some(item: ImportItem, *, seconds: float) -> int:
    """Fetch pictures that were asked for, at least one, until the time is over; how many are still to be fetched."""
    until = time.monotonic() + seconds
    waiting = item.waiting_downloads
    done: dict[str, str] = {}
    for address in waiting:
        done[address] = _fetch(item.batch, address)
        if time.monotonic() > until:
            break
    with transaction.atomic():
        kept = ImportItem.objects.select_for_update().get(pk=item.pk)
        told = {address: done.get(address, why) for address, why in kept.downloads.items()}
        kept.downloads = {address: why for address, why in told.items() if why or address not in done}
        kept.save(update_fields=["downloads"])
    return len(waiting) - len(done)


def forget_waiting(item: ImportItem) -> None:
    """Fetch no more of what was asked for."""
    with transaction.atomic():
        item = ImportItem.objects.select_for_update().get(pk=item.pk)
        item.downloads = {address: why for address, why in item.downloads.items() if why}
        item.save(update_fields=["downloads"])


def _fetch(batch: ImportBatch, address: str) -> str:
    """Fetch and keep one picture; why that was not possible, '' where it was."""
    if len(address) > _LONGEST_NAME:
        return _("网址太长，请在浏览器中另存图片后上传")
    try:
        answer = fetch.get(address, accept="image/*", max_bytes=reading.MAX_BYTES)
        reading.read(answer.body, address)
    except fetch.FetchError as error:
        return str(error)
    except ImageRefused as refusal:
        return f"{refusal.reason}，{refusal.advice}"
    keep(batch, address, answer.body)
    return ""
