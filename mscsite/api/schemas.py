"""The form of what the interface answers. Names and values are stable: others build on them."""

from __future__ import annotations

import datetime as dt

from ninja import Field, Schema


class Scripts(Schema):
    """A text in both scripts; null in one where it is not public there."""

    zh_hans: str | None
    zh_hant: str | None


class PersonOut(Schema):
    name: Scripts
    credentials: Scripts


class ArticleOut(Schema):
    id: int
    slug: str
    url: Scripts
    title: Scripts
    summary: Scripts
    audience: Scripts
    category: str | None
    author: PersonOut | None
    medical_reviewer: PersonOut | None = Field(description="核准了公开的这一版的人；没有有效的核准，就是 null。")
    reviewed_on: dt.date | None = Field(description="这一版最近一次核准或复审的日期。")
    first_published_at: dt.datetime
    updated_at: dt.datetime
    review_due: dt.date | None


class ArticleFullOut(ArticleOut):
    body: Scripts
    disclaimer: Scripts
    references: list[str]
    products: list[str]
    trials: list[str]


class EventOut(Schema):
    id: int
    kind: str
    jurisdiction: str
    regulator: str
    date: str = Field(description="ISO 8601，只写到已知的精度。")
    expiry: dt.date | None
    indication: Scripts
    population: Scripts
    conditions: Scripts
    source_url: str
    source_title: str


class StatusOut(Schema):
    jurisdiction: str
    status: str
    since: str = Field(description="最近一次变动的日期。")
    first_approved: str | None
    expiry: dt.date | None
    conditions: Scripts


class ProductOut(Schema):
    id: int
    slug: str
    url: Scripts
    latin_name: str
    generic_name: str
    name: Scripts
    company: str | None
    donor: str
    tissue: str
    routes: list[str]
    dose: Scripts
    dose_quantities: list[dict]
    frequency: Scripts
    summary: Scripts
    aliases: list[str]
    trials: list[str] = Field(description="登记号。")
    updated_at: dt.datetime
    statuses: list[StatusOut]
    events: list[EventOut]


class ProductChoice(Schema):
    """What narrows the list of products; within a name any of its values, of different names each."""

    jurisdiction: list[str] = Field([], description="ISO 3166-1 代码，或 EU。")
    status: list[str] = []
    year: list[str] = Field([], description="在一地首次获批的年份。")
    indication: list[str] = Field([], description="适应症的拼音，见产品列表页的地址。")
    donor: list[str] = []
    tissue: list[str] = []
    route: list[str] = []
    company: list[str] = []
    on: str = Field("", description="截至哪一天的状态：2020-12-31、2020-12 或 2020。")


class TrialOut(Schema):
    id: int
    registry_id: str
    registry: str
    registry_url: str
    url: Scripts
    title: Scripts
    conditions: Scripts
    results: Scripts
    phase: str
    overall_status: str
    why_stopped: str
    enrollment_count: int | None
    enrollment_type: str
    countries: list[str]
    sponsor: str
    start_date: str | None
    completion_date: str | None
    evidence_level: int | None
    subjects: str


class CitationOut(Schema):
    id: int
    key: str
    url: Scripts
    type: str
    title: str
    authors: list[dict]
    container_title: str
    year: int | None
    volume: str
    issue: str
    page: str
    doi: str
    pmid: str
    link: str
    retraction_status: str


class TermOut(Schema):
    id: int
    slug: str
    url: Scripts
    zh_hans: str
    zh_hant_tw: str
    zh_hant_hk: str
    english: str
    aliases: list[str]
    definition: Scripts
