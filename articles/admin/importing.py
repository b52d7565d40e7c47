"""The pages of imports: upload or paste, batches with their progress, the preview of one file with its decisions."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import jobs as article_jobs
from articles.admin import imports_shown
from articles.batches import bulk, pictures, service
from articles.batches.images import small_picture
from articles.batches.models import ImportBatch, ImportItem, ItemState
from articles.batches.service import SECONDS, Outdated
from articles.batches.undo import UndoRefused, undo
from articles.forms_import import DecisionsForm, UploadForm
from articles.importing.docx_package import MAX_BYTES
from articles.importing.repairs import REASONS
from articles.workflow import Origin
from mscsite.core.admin.records import ORIGIN
from mscsite.core.jobs import enqueue, is_worked

RECENT = 10


class ImportViews:
    """A ModelAdmin mixin with the button 导入 on the list and its pages, for those who may add articles."""

    change_list_template = "admin/articles/article/change_list.html"

    def get_urls(self):
        pages = {
            "": (self.import_view, "import"),
            "<int:batch>/": (self.batch_view, "import_batch"),
            "<int:batch>/<int:item>/": (self.item_view, "import_item"),
            "<int:batch>/<int:item>/picture/<slug:key>/": (self.picture_view, "import_picture"),
        }
        own = [
            path(f"import/{address}", self._may_import(view), name=f"articles_article_{name}")
            for address, (view, name) in pages.items()
        ]
        return [*own, *super().get_urls()]

    def _may_import(self, view):
        def checked(request, **kwargs):
            if not self.has_add_permission(request):
                raise PermissionDenied
            return view(request, **kwargs)

        return self.admin_site.admin_view(checked)

    def changelist_view(self, request, extra_context=None):
        more = {"import_url": _url()} if self.has_add_permission(request) else {}
        return super().changelist_view(request, (extra_context or {}) | more)

    def _import_page(self, request: HttpRequest, template: str, title: str, **context) -> TemplateResponse:
        context |= {**self.admin_site.each_context(request), "title": title, "opts": self.opts, "import_url": _url()}
        context["list_url"] = reverse("admin:articles_article_changelist")
        request.current_app = self.admin_site.name
        return TemplateResponse(request, f"admin/articles/article/{template}.html", context)

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """The form to upload and paste, and the latest imports. A script sends one file after the other here."""
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST":
            batch = self._taken(request, form) if form.is_valid() else None
            if _is_script(request):
                return _as_json(batch, form)
            if batch is not None:
                return HttpResponseRedirect(_after_upload(batch))
        recent = imports_shown.recent(RECENT)
        return self._import_page(request, "import", gettext("导入文章"), form=form, recent=recent)

    def _taken(self, request: HttpRequest, form: UploadForm) -> ImportBatch:
        origin = Origin(request.user, ORIGIN)
        own = ImportBatch.objects.filter(actor=request.user, pk=form.cleaned_data["batch"] or 0)
        batch = own.first() or service.open_batch(actor=request.user, origin=ORIGIN)
        service.take(batch, list(form.sources()), origin=origin)
        return batch

    def batch_view(self, request: HttpRequest, batch: int) -> HttpResponse:
        """The files of a batch, what to do with all of them, and how far that is."""
        found = get_object_or_404(ImportBatch.objects.select_related("actor"), pk=batch)
        if request.method == "POST":
            return self._act_on_all(request, found)
        context = imports_shown.batch(found)
        going_on = request.GET.get("go", "")
        context["going_on"] = going_on if context["left"].get(going_on) else ""
        context["settling"] = imports_shown.settling(going_on)
        title = gettext("导入 %(when)s") % {"when": context["when"]}
        return self._import_page(request, "import_batch", title, **context)

    def _act_on_all(self, request: HttpRequest, batch: ImportBatch) -> HttpResponse:
        action = request.POST.get("action")
        if action == "discard":
            number, count = batch.pk, service.discard(batch, batch.items.all())
            messages.success(request, gettext("已放弃 %(n)s 个文件。") % {"n": count})
            return HttpResponseRedirect(_url(number) if batch.pk else _url())
        if "accept" in request.POST or "refuse" in request.POST:
            return self._settle(request, batch)
        if action not in ("apply", "undo"):
            raise Http404
        left, complaints = service.work(batch, action, origin=Origin(request.user, ORIGIN))
        for complaint in complaints:
            messages.error(request, complaint)
        if left and is_worked():  # a worker goes on behind the page; without one the page itself does
            kind = article_jobs.IMPORT if action == "apply" else article_jobs.UNDO
            job = enqueue(kind, {"batch": batch.pk, "files": batch.items.count()}, actor=request.user)
            return HttpResponseRedirect(reverse("admin:core_job_change", args=[job.pk]))
        return HttpResponseRedirect(_url(batch.pk) + (f"?go={action}" if left else ""))

    def _settle(self, request: HttpRequest, batch: ImportBatch) -> HttpResponse:
        """Accept a kind of repair in all files, or take it back in all; a batch that is not done yet goes on."""
        decision = "accept" if "accept" in request.POST else "refuse"
        kind, origin = request.POST[decision], Origin(request.user, ORIGIN)
        left = bulk.settle(batch, kind, accepts=decision == "accept", origin=origin, seconds=SECONDS)
        if not left:
            done = _("已接受") if decision == "accept" else _("已取消")
            messages.success(request, f"{REASONS.get(kind, kind)}：{done}")
        return HttpResponseRedirect(_url(batch.pk) + (f"?{urlencode({'go': f'{decision} {kind}'})}" if left else ""))

    def item_view(self, request: HttpRequest, batch: int, item: int) -> HttpResponse:
        """What importing a file would do, part by part, each to be accepted or refused; and afterwards the way back."""
        found = get_object_or_404(ImportItem.objects.select_related("batch", "article"), pk=item, batch=batch)
        if request.method == "POST":
            return self._act_on_one(request, found)
        return self._import_page(request, "import_item", found.title or found.name, **imports_shown.item(found))

    def picture_view(self, request: HttpRequest, batch: int, item: int, key: str) -> HttpResponse:
        """A picture of a file that is not imported yet: checked and re-encoded, small, for the preview alone."""
        found = get_object_or_404(ImportItem, pk=item, batch=batch)
        thumbnail = small_picture(found, f"picture:{key}")
        if thumbnail is None:
            raise Http404
        return HttpResponse(thumbnail, content_type="image/webp", headers={"Cache-Control": "private, max-age=3600"})

    def _act_on_one(self, request: HttpRequest, item: ImportItem) -> HttpResponse:
        action, origin = request.POST.get("action"), Origin(request.user, ORIGIN)
        act = _ACTIONS.get(action)
        if act is None:
            raise Http404
        return HttpResponseRedirect(act(request, item, origin) or _url(item.batch_id, item.pk))


def _url(*numbers: int) -> str:
    names = ("import", "import_batch", "import_item")
    return reverse(f"admin:articles_article_{names[len(numbers)]}", args=numbers)


def _after_upload(batch: ImportBatch) -> str:
    """One file is looked at at once."""
    keys = list(batch.items.values_list("pk", flat=True)[:2])
    return _url(batch.pk, keys[0]) if len(keys) == 1 else _url(batch.pk)


def _is_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _as_json(batch: ImportBatch | None, form: UploadForm) -> JsonResponse:
    if batch is None:
        return JsonResponse({"errors": [str(e) for errors in form.errors.values() for e in errors]}, status=400)
    return JsonResponse({"batch": batch.pk, "url": _after_upload(batch)})


def _decide(request: HttpRequest, item: ImportItem, origin: Origin) -> None:
    form = DecisionsForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(e) for errors in form.errors.values() for e in errors))
        return
    service.decide(item, form.decisions(item), origin=origin)
    messages.success(request, _("已按您的选择更新预览，还没有写入。"))


def _apply(request: HttpRequest, item: ImportItem, origin: Origin) -> str | None:
    form = DecisionsForm(request.POST)
    decisions = form.decisions(item) if form.is_valid() else None
    if decisions is not None and item.is_decidable and decisions.as_dict() != item.decisions:
        service.decide(item, decisions, origin=origin)
    try:
        item = service.apply(ImportItem.objects.get(pk=item.pk), origin=origin)
    except Outdated:
        messages.warning(request, _("预览之后数据库又有改动，还没有写入。下面是新的预览，请再看一遍。"))
        return None
    if item.state == ItemState.APPLIED:
        messages.success(request, _("已导入为草稿“%(title)s”。") % {"title": item.title})
    return None


def _undo(request: HttpRequest, item: ImportItem, origin: Origin) -> None:
    try:
        item = undo(item.pk, origin=origin)
    except UndoRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已撤销这次导入。") + item.reason)


def _again(request: HttpRequest, item: ImportItem, origin: Origin) -> None:
    service.look_again(item, origin=origin)


def _discard(request: HttpRequest, item: ImportItem, origin: Origin) -> str:
    batch = item.batch
    service.discard(batch, ImportItem.objects.filter(pk=item.pk))
    messages.success(request, _("已放弃“%(name)s”，没有写入。") % {"name": item.name})
    return _url(batch.pk) if batch.pk else _url()


def _attach(request: HttpRequest, item: ImportItem, origin: Origin) -> None:
    """Pictures that were missing, handed in later."""
    files = request.FILES.getlist("pictures")
    for file in files:
        pictures.keep(item.batch, file.name, file.read(MAX_BYTES + 1))
    if not files:
        messages.error(request, _("请先选择图片。"))
    _decide(request, item, origin)


def _download(request: HttpRequest, item: ImportItem, origin: Origin) -> None:
    """Ask for the pictures that were ticked, and begin to fetch them."""
    wanted = request.POST.getlist("download")
    if not wanted:
        messages.error(request, _("请先勾选要下载的图片。"))
    _decide(request, item, origin)
    pictures.ask_for(ImportItem.objects.get(pk=item.pk), wanted)
    _go_on(request, item, origin)


def _go_on(request: HttpRequest, item: ImportItem, origin: Origin) -> None:
    item = ImportItem.objects.select_related("batch").get(pk=item.pk)
    if item.is_decidable and item.waiting_downloads:
        pictures.fetch_some(item, seconds=SECONDS)
        service.look_once_more(item, origin=origin)


def _stop(request: HttpRequest, item: ImportItem, origin: Origin) -> None:
    pictures.forget_waiting(item)


_ACTIONS = {
    "decide": _decide,
    "apply": _apply,
    "undo": _undo,
    "again": _again,
    "discard": _discard,
    "attach": _attach,
    "download": _download,
    "go on": _go_on,
    "stop": _stop,
}
