"""`/api/v1/`: public records, read only, both scripts in every object."""

from mscsite.api.endpoints import router
from mscsite.api.reading import Docs, ReadingAPI

api = ReadingAPI(
    title="mscsite",
    version="1.0.0",
    description=(
        "公开的文章、产品、临床试验、文献与术语，只读。按 id 翻页：`?after=<id>&limit=<数目>`。"
        "每个回答都有 `ETag`，可用 `If-None-Match` 再问；任何网页都可以读取。"
    ),
    docs=Docs(),
    urls_namespace="api-v1",
)
api.add_router("", router)
