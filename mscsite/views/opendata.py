"""Open data: the page that says what there is, under which licence and as of when, and its files."""

from __future__ import annotations

import datetime as dt
import tempfile

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mscsite import citing, structured_data
from mscsite.core import generation, lasting
from mscsite.models import SiteProfile
from mscsite.views.pages import page
from products.models import Product, RegulatoryEvent
from products.opendata import files, tables
from products.opendata.tables import TABLES, Table
from products.sheets.export import FORMATS

_FRESH = 300  # seconds that a copy may be kept without asking again


@require_safe
def data_page(request: HttpRequest) -> HttpResponse:
    about = about_data(request)
    counts = lasting.kept("counts of open data", (Product, RegulatoryEvent), tables.counts)
    context = {
        "about": about,
        "today": timezone.localdate(),
        "tables": [
            (table, table.titled(about.language), counts[name], table.dictionary(about.language), _files(table))
            for name, table in TABLES.items()
        ],
        "citations": citing.page(
            title=_("间充质干细胞产品：各地的批准与现状（数据集）"),
            site=about.publisher,
            url=about.url,
            updated=about.updated,
            today=timezone.localdate(),
            language=about.language,
        ),
        "structured_data": structured_data.dataset(request, about),
    }
    return page(request, "products/data.html", context, crumbs=below_products(_("开放数据")))


def below_products(name: str) -> list[tuple[str, str]]:
    """The way to a page of the list of products that is called `name`."""
    return [(_("产品"), reverse("product-list")), (name, "")]


def _files(table: Table) -> list[tuple[str, str]]:
    return [(format.upper(), address(table.name, format)) for format in FORMATS]


def address(table: str, format: str) -> str:
    return reverse("product-data-file", args=[table, format])


def about_data(request: HttpRequest, updated: dt.date | None = None) -> files.About:
    """What pages and files say of the whole collection; `updated` where the caller knows it already."""
    site = SiteProfile.of(request)
    return files.About(
        publisher=site.name,
        url=request.build_absolute_uri(reverse("product-data")),
        licence=site.data_license,
        licence_url=site.data_license_url,
        updated=updated or tables.updated(),
        language=get_language() or "zh-hans",
    )


@require_safe
def data_file(request: HttpRequest, table: str, format: str) -> HttpResponse:
    """One table in one format; 304 where the copy that somebody holds is still true."""
    if table not in TABLES or format not in FORMATS:
        raise Http404
    about = about_data(request)
    etag = _etag(request)
    response = get_conditional_response(request, etag=etag) or _file(TABLES[table], format, about)
    return _open(response, etag, about)


def _file(table: Table, format: str, about: files.About) -> HttpResponse:
    name = f"msc-{table.name}-{timezone.localdate().isoformat()}.{format}"
    if format == "xlsx":
        file = tempfile.TemporaryFile()  # noqa: SIM115  (the response closes it)
        files.write(table, about, file)
        file.seek(0)
        return FileResponse(file, as_attachment=True, filename=name, content_type=FORMATS[format])
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(files.pieces(table, format, about), content_type=FORMATS[format], headers=headers)


@require_safe
def data_package(request: HttpRequest) -> HttpResponse:
    """What there is, described for programs."""
    about = about_data(request)
    addresses = {name: request.build_absolute_uri(address(name, "csv")) for name in TABLES}
    response = JsonResponse(files.package(about, addresses), json_dumps_params={"ensure_ascii": False, "indent": 1})
    return _open(response, _etag(request), about)


def _etag(request: HttpRequest) -> str:
    """Of all that is public, its day (a conditional approval lapses without a write), and the address."""
    return quote_etag(f"{generation.current()}-{timezone.localdate():%Y%m%d}-{request.path.rsplit('/', 2)[-1]}")


def _open(response: HttpResponse, etag: str, about: files.About) -> HttpResponse:
    """May be read by any page, says its licence, and is asked for again with its ETag."""
    response["ETag"] = etag
    response["Link"] = f'<{about.licence_url}>; rel="license"'
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag, Link, Content-Disposition"
    patch_cache_control(response, public=True, max_age=_FRESH)
    return response
