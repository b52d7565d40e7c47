import re

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import path, re_path

from mscsite.core.late_urls import LateURLs, late_view
from mscsite.feeds import ArticleFeed, CategoryFeed, SearchFeed
from mscsite.views import (
    about,
    articles,
    bibliographies,
    feedback,
    glossary,
    health,
    home,
    media,
    metrics,
    opendata,
    policy_reports,
    products,
    references,
    search,
    sharing,
    sitemaps,
)

urlpatterns = [
    path("", home.root, name="root"),
    LateURLs("admin/", "mscsite.admin_urls", "admin"),
    path("csp-reports/", policy_reports.take, name="policy-reports"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemap-rest.xml", sitemaps.rest, name="sitemap-rest"),
    path("sitemap-<slug:name>-<int:number>.xml", sitemaps.part, name="sitemap-part"),
    path("robots.txt", about.robots, name="robots"),
    LateURLs("api/v1/", "mscsite.api.urls", "api-v1"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
]

if settings.SERVE_MEDIA:
    prefix = settings.MEDIA_URL.removeprefix("/")
    pattern = (
        rf"^{re.escape(prefix)}images/(?P<path>[0-9a-f]{{2}}/[0-9a-f]+/[0-9a-z-]+)\.(?P<extension>avif|webp|jpg|png)$"
    )
    urlpatterns.append(re_path(pattern, media.image, name="image"))

urlpatterns += i18n_patterns(
    path("", home.home, name="home"),
    path("articles/", articles.article_list, name="article-list"),
    path("articles/<slug:slug>/", articles.article, name="article"),
    path("articles/<slug:slug>/references/<slug:form>/", bibliographies.of_article, name="article-references"),
    path("articles/<slug:slug>/qr.svg", sharing.article_code, name="article-qr"),
    path("articles/<slug:slug>/share.png", sharing.article_picture, name="article-share"),
    path("wechat/<int:pk>/", late_view("mscsite.views.wechat.page"), name="article-wechat"),
    path("wechat/<int:pk>/body/", late_view("mscsite.views.wechat.body"), name="article-wechat-body"),
    path("share.png", sharing.site_picture, name="share"),
    path("previews/<int:pk>/", late_view("mscsite.views.previews.article"), name="article-preview"),
    path("previews/new/", late_view("mscsite.views.previews.new"), name="article-preview-new"),
    path("previews/embed/", late_view("mscsite.views.previews.embed"), name="embed-preview"),
    path("drafts/<str:token>/", late_view("mscsite.views.previews.shared"), name="shared-draft"),
    path("drafts/<str:token>/<slug:form>/", late_view("mscsite.views.previews.shared_paper"), name="shared-paper"),
    path("categories/<slug:slug>/", articles.category, name="category"),
    path("products/", products.product_list, name="product-list"),
    path("products/compare/", products.product_compare, name="product-compare"),
    path("products/charts/", products.product_charts, name="product-charts"),
    path("products/data/", opendata.data_page, name="product-data"),
    path("products/data/datapackage.json", opendata.data_package, name="product-data-package"),
    path("products/data/<slug:table>.<slug:format>", opendata.data_file, name="product-data-file"),
    path("products/<slug:slug>/", products.product, name="product"),
    path("trials/", references.trial_list, name="trial-list"),
    # Some registries have slashes in their ids.
    path("trials/<path:registry_id>/", references.trial, name="trial"),
    path("references/<slug:key>/", references.citation, name="citation"),
    path("references/<slug:key>/<slug:form>/", bibliographies.of_citation, name="citation-file"),
    path("glossary/", glossary.glossary, name="glossary"),
    path("search/", search.search, name="search"),
    path("search/suggest/", search.suggest, name="search-suggest"),
    path("search/feed/", SearchFeed(), name="search-feed"),
    path("feed/", ArticleFeed(), name="feed"),
    path("categories/<slug:slug>/feed/", CategoryFeed(), name="category-feed"),
    path("feedback/vote/", feedback.vote, name="feedback-vote"),
    path("feedback/report/", feedback.report, name="feedback-report"),
    path("feedback/thanks/", feedback.thanks, name="feedback-thanks"),
    path("about/", about.site_page, name="about"),
    path("pages/<slug:slug>/", about.site_page, name="page"),
)

handler403 = "mscsite.views.errors.forbidden"
handler404 = "mscsite.views.errors.not_found"
handler500 = "mscsite.views.errors.server_error"
