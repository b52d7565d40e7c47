"""From the bytes of an upload to upright sRGB pixels, or to a refusal that an editor understands.

What a file is, its content says; the name and the type that a browser claims are not asked. Nothing but the pixels
leaves this module: no place where a photograph was taken, no camera, no thumbnail of an earlier version.
"""

from __future__ import annotations

import io
import struct
import zlib

import PIL.Image
from django.utils.translation import gettext as _
from PIL import ImageCms, ImageOps

# TIFF and BMP are what Word files hold; phones and browsers bring the others.
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "BMP", "TIFF")
MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 60_000_000
MIN_SIDE = 32  # pixels; below it are the counters and rulers of web pages
MASTER_SIDE = 3200  # pixels; what is larger is brought down to it before anything else

# Pillow's own limit warns first and refuses at twice the number; ours is looked at before a pixel is decoded.
PIL.Image.MAX_IMAGE_PIXELS = None

# What decoders let through on broken files.
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, LookupError, TypeError, OverflowError, MemoryError, RuntimeError)
_BROKEN += (NotImplementedError, AttributeError, ZeroDivisionError, struct.error, zlib.error)
_DEEP = ("I", "I;16", "I;16L", "I;16B", "I;16N")


class ImageRefused(Exception):
    """A file that cannot become a picture of ours. The message names the file, the reason and what to do."""

    def __init__(self, name: str, reason: str, advice: str) -> None:
        super().__init__(f"{name}：{reason}。{advice}。")
        self.name, self.reason, self.advice = name, reason, advice


def read(data: bytes, name: str) -> PIL.Image.Image:
    """The picture in mode RGB, or RGBA where something in it is transparent, at most MASTER_SIDE on a side.

    Raises ImageRefused for what is no picture, too large or small, moving, or broken.
    """
    if len(data) > MAX_BYTES:
        reason = _("文件超过 %(size)s MB") % {"size": MAX_BYTES // (1024 * 1024)}
        raise ImageRefused(name, reason, _("请缩小或压缩后再上传"))
    try:
        with PIL.Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            _refuse_by_size(opened, name)
            opened.draft("RGB", (MASTER_SIDE, MASTER_SIDE))  # large photographs are decoded at half size or less
            opened.load()
            return _plain(ImageOps.exif_transpose(opened))
    except PIL.UnidentifiedImageError:
        raise _unknown(data, name) from None
    except _BROKEN as error:
        raise ImageRefused(name, _("图片已损坏或不完整"), _("请重新导出后再上传")) from error


def _refuse_by_size(picture: PIL.Image.Image, name: str) -> None:
    width, height = picture.size
    size = f"{width}×{height}"
    if width * height > MAX_PIXELS:
        reason = _("%(size)s 像素，超过 %(limit)s 万") % {"size": size, "limit": MAX_PIXELS // 10_000}
        raise ImageRefused(name, reason, _("请缩小后再上传"))
    if min(width, height) < MIN_SIDE:
        reason = _("只有 %(size)s 像素，太小") % {"size": size}
        raise ImageRefused(name, reason, _("请上传每边至少 %(side)s 像素的图片") % {"side": MIN_SIDE})
    if getattr(picture, "n_frames", 1) > 1:
        raise ImageRefused(name, _("是动图或有多页"), _("请另存为一张静态图片"))


def _plain(picture: PIL.Image.Image) -> PIL.Image.Image:
    profile = picture.info.get("icc_profile")
    alpha = _alpha(picture)
    if picture.mode in _DEEP:
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    elif picture.mode in ("P", "PA"):
        picture = picture.convert("RGB")
    elif picture.mode in ("LA", "RGBA"):
        picture = picture.convert(picture.mode.removesuffix("A") if picture.mode == "LA" else "RGB")
    plain = _in_srgb(picture, profile).convert("RGB")
    if alpha is not None:
        plain.putalpha(alpha)
    plain.thumbnail((MASTER_SIDE, MASTER_SIDE), PIL.Image.Resampling.LANCZOS)
    plain.info = {}
    return plain


def _alpha(picture: PIL.Image.Image) -> PIL.Image.Image | None:
    """The transparency of a picture; None where nothing shows through."""
    if picture.mode not in ("LA", "PA", "RGBA") and "transparency" not in picture.info:
        return None
    alpha = picture.convert("RGBA").getchannel("A")
    return alpha if alpha.getextrema()[0] < 255 else None


def _in_srgb(picture: PIL.Image.Image, profile: bytes | None) -> PIL.Image.Image:
    """Colours as every screen shows them: the profile goes with the rest of what is not pixels."""
    if not profile or picture.mode not in ("RGB", "CMYK", "L"):
        return picture
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode="RGB") or picture
    except (ImageCms.PyCMSError, *_BROKEN):  # a broken profile is no reason to lose the picture
        return picture


def _unknown(data: bytes, name: str) -> ImageRefused:
    """The refusal of a file that none of FORMATS opens, by what it begins with."""
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"hevc", b"mif1", b"msf1"):
        return ImageRefused(name, _("是 HEIC 图片"), _("请在手机或电脑上另存为 JPEG"))
    if head.startswith((b"<svg", b"<?xml")) or b"<svg" in head:
        return ImageRefused(name, _("是 SVG 图片，其中可能有脚本"), _("请导出为 PNG"))
    if head.startswith((b"\xd7\xcd\xc6\x9a", b"\x01\x00\x00\x00", b"\x01\x00\x09\x00")):
        return ImageRefused(name, _("是 Office 的 EMF 或 WMF 图形"), _("请在 Word 中复制后另存为 PNG"))
    if head.startswith(b"%PDF"):
        return ImageRefused(name, _("是 PDF 文件"), _("请导出为 PNG 或 JPEG"))
    if not head:
        return ImageRefused(name, _("文件是空的"), _("请重新选择文件"))
    return ImageRefused(name, _("不是可用的图片"), _("请提供 JPEG、PNG、WebP 或 AVIF"))
