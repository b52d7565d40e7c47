"""Lines that a page carried and the article does not need. What is not surely noise stays in the article."""

from __future__ import annotations

import re
from collections import Counter

from .disclaimers import is_disclaimer
from .folding import width
from .lines import Line
from .numbering import numbering
from .reference_list import begins_list

_LONGEST = 60
_LONGEST_MASTHEAD = 240
_MOST_LINKS = 30
_MOST_BETWEEN = 6
_SENTENCE_ENDS = frozenset("。!?;”")

_WHOLE_LINES = (
    r"(相关|推荐|延伸|热门|精彩|往期|更多|同场加映|看更多)(推荐|阅读|文章|资讯|新闻|链接|回顾|内容|精彩|报道|报导)(:.{0,50})?",
    r"(本文|全文)(共|约|共计)*\s*\d{2,6}\s*字.{0,24}|(预计)?阅读(时间|全文|本文)?(约|需|大约)*:?\s*\d{1,3}\s*分钟.{0,6}",
    r"(点击)?(播报|收听|听)(本文|全文|新闻).{0,12}|[大中小]字号|(点击|点选|按)(图片|图|相片)(放大|查看大图|看大图|可放大)|点击查看大图",
    r"(关于我们|网站声明|网站地图|联系方式|联系我们|版权声明|隐私政策|使用条款|广告服务|人才招聘|法律声明|帮助中心)"
    r"([\s|/·]+(关于我们|网站声明|网站地图|联系方式|联系我们|版权声明|隐私政策|使用条款|广告服务|人才招聘|法律声明|帮助中心))+",
    r"(点赞|分享|在看|收藏|转发|评论|关注)([、,\s]+(点赞|分享|在看|收藏|转发|评论|关注))+\s*(三连|一键三连|支持一下)?[!。~]*",
    r"更多.{0,12}(报道|报导|新闻|港闻|资讯|文章|阅读):?",
    r"本文(由|系|为|首发于).{1,24}(原创|首发|授权|整理发布).{0,30}|(如需)?转载(请|须|需).{0,30}|未经(授权|许可|同意).{0,30}|关注更多.{1,20}",
    r"\S{1,40}\.(pdf|docx?|odt|ods|xlsx?|pptx?)\s*([(]?下载(次数)?:?\s*\d*[)]?)?|(相关)?附件(下载)?:?|(回|返回|至)(上一页|页首|顶端|顶部|首页|列表)(\s+\S{1,6}){0,2}",
    r"(猜你喜欢|大家都在看|为你推荐|更多(精彩|资讯|文章|内容)?|查看更多|加载更多|展开(全文|阅读全文)?|收起|点击加载更多)",
    r"(点击)?(左下角|下方|底部)?[“\"']?阅读原文[”\"']?.{0,12}",
    r"(返回|回到)(首页|顶部|列表|上一页)|打印(本页)?|关闭(窗口)?|收藏(本文|本页)?|举报|纠错|复制链接|二维码|版权所有.{0,30}",
    r"(上|下)一(篇|条)(:.{0,60}|)",
    r"(一键)?(分享|转发)(到|至)?:?(\s*(微信|微博|朋友圈|qq空间|qq|好友|新浪微博|facebook|twitter|line|x))*",
    r"(微信|微博|朋友圈|qq空间|qq|facebook|twitter|line)([\s|/·]+(微信|微博|朋友圈|qq空间|qq|facebook|twitter|line))+",
    r"((点赞|点个赞|赞|在看|收藏|转发|分享|评论|留言|喜欢)\s*\d*)([\s|/·、,]+((点赞|点个赞|赞|在看|收藏|转发|分享|评论|留言|喜欢)\s*\d*))+",
    r"(点赞|赞|在看|收藏|转发|分享|评论|留言|阅读|浏览|阅读量|浏览量|浏览次数|点击量|点击数)\s*:?\s*\d[\d.,]*\s*(万|次|人)?\+?",
    r"(©|\(c\)|copyright)\s*.{0,50}|all rights reserved.{0,20}",
    r"(字号|字体)\s*:?[\s大中小超特默认aA+\-/|\[\]]*",
    r"(您|你)?(当前|现在|所在)的?位置\s*:.{0,50}",
    r"(首页|主页)(\s*[>›»/|]\s*\S{1,20}){1,6}",
    r"(登录|注册|搜索|菜单|导航|首页|关于我们|联系我们)([\s|/·]+(登录|注册|搜索|菜单|导航|首页|关于我们|联系我们|新闻中心|产品中心))+",
    r"分享(给|让).{0,12}",
    r"(打开|下载|使用|在).{0,12}app.{0,16}",
    r"(广告|赞助内容|推广|sponsored|advertisement)",
    r"[-—–=·•\s]*(end|the end|正文完|全文完|本文完|完)[-—–=·•\s]*|[(\[](完|全文完|end)[)\]]",
    r"(收录于|发表于)?(合集|专辑|话题)?\s*(#\S{1,12}\s*){1,4}\d{1,4}\s*(个|篇)(内容)?|(收录于)(合集|专辑|话题).{0,24}",
    r".{0,16}(部|科|院|中心|组|局|医院|诊所|团队|药局)\s*(关心您|敬上|祝您.{2,16}|与您一起.{2,12})|祝您?(早日康复|健康平安|身体健康)[!。]?",
    r"(第\s*)?\d{1,3}\s*(页\s*)?[/,]?\s*共\s*\d{1,3}\s*页",
    r"[\W_]+",
)
_OPENINGS = (
    r"(请|欢迎|立即|赶快|快来|长按|用?微信|手机)?(扫一扫|扫描|扫码|长按|识别).{0,30}(微信|公众号|二维码|关注|客服|添加|咨询|加群|进群)",
    r"(请|欢迎|点击|长按|记得|赶快|别忘了)(\S{0,8})?(蓝字|上方|下方|右上角|左上角|公众号|名片|卡片|星标|在看).{0,30}",
    r"(扫码|扫描|长按|识别)(上方|下方|上图|下图|图中|左侧|右侧)?(的)?(二维码|图片|小程序).{0,30}",
    r"扫一扫.{0,20}(手机|页面|当前页|打开)",
    r"(欢迎|请|敬请|快来)?关注(我们|本号|微信公众号|官方微信|公众号|视频号).{0,30}",
    r".{0,16}欢迎(标星|收藏|转发|点赞|分享|在看|星标).{0,16}$",
    r".{0,12}(点个?|点亮|点击)[“\"「]?(在看|赞|小心心|大拇指)[”\"」]?.{0,12}$",
    r"(添加|加)(官方|客服|小编|医生|顾问|专家|老师)?(微信|企业微信).{0,30}",
)
_WHOLE = re.compile("(?:" + "|".join(_WHOLE_LINES) + ")", re.IGNORECASE)
_OPENING = re.compile("(?:" + "|".join(_OPENINGS) + ")", re.IGNORECASE)
_LINK_LIST = re.compile(
    r"(相关|推荐|延伸|热门|精彩|往期)(推荐|阅读|文章|资讯|新闻|链接|回顾|精彩|内容)|猜你喜欢|大家都在看|为你推荐"
    r"|更多.{0,12}(报道|报导|新闻|港闻|资讯)"
)
_FIRST_LINK = re.compile(r"(?:相关|推荐|延伸|热门|往期)(?:阅读|文章|新闻|链接|报道|报导)\s*:\s*\S")
_AROUND = " :【】[]-—–=·*"
_TRAIL = re.compile(r"[^\s>。,]{1,15}(\s*[>›»]{1,2}\s*[^\s>。,]{1,30}){2,5}")
_TOP = 8
# Names of the channels of a portal, in Simplified characters.
_CHANNELS = frozenset(
    "首页 主页 即时 热门 要闻 新闻 政治 社会 生活 健康 国际 财经 娱乐 体育 科技 地方 两岸 影音 "
    "视频 房产 汽车 旅游 美食 时尚 教育 军事 文化 评论 专题 专栏 港闻 突发 中国 副刊 地产 股市 "
    "医疗 养生 亲子 女性 图片 直播 论坛 博客 电子报 登录 注册 会员 搜索 ".split()
)
_FEWEST_CHANNELS = 4
_COUNT = re.compile(r"\+?[1-9]\d{0,4}")  # of comments, or of the pictures that are not shown
_MASTHEAD = re.compile(
    r"(.{0,40}第\s*\d+\s*卷.{0,40}第\s*\d+\s*期|第\s*\d+\s*期.{0,40}vol\.|\d{4}\s*年\s*\d{1,2}\s*月.{0,60}[a-z]{3,9}\.?,?\s*\d{4}$"
    r"|[·•]\s*[^·•。]{2,12}\s*[·•]$|.{0,40}\bvol\.\s*\d+.{0,20}no\.\s*\d+).{0,60}",
    re.IGNORECASE,
)
_NUMBERED_HEAD = re.compile(r"[·•]\s?\d{1,4}\s?[·•]\s{2,}\S.{3,80}|\S.{3,80}\s{2,}[·•]\s?\d{1,4}\s?[·•]")
_SHARE_WORDS = frozenset(
    "分享 转发 转寄 列印 友善列印 打印 收藏 点赞 赞 在看 留言 评论 喜欢 举报 微信 微博 朋友圈 qq qq空间 "
    "f fb facebook line x twitter plurk whatsapp telegram threads instagram ig email e-mail "
    "邮件 复制连结 复制链接 字级 小 中 大 特大 a a- a+ aa 订阅 追踪 关注".split()
)
_DECORATION = re.compile("[\U0001f000-\U0001faff\u2600-\u26ff\u2728\u2b50\ufe0f\u200d]")
_CONTENTS = re.compile(r"[\[【]?(文章|本文|内容)?(目\s*录|大纲|导航|提要)[\]】]?:?|contents", re.IGNORECASE)
_ENTRY_END = re.compile(r"[\s.…·]*\d{1,3}$")
_PLACEHOLDER = re.compile(r"[\[(]?(图片|视频|表情|音频)[\])]?(加载(中|失败).{0,6})?")
_KEPT = re.compile(r"[>|\-]")


def is_noise(line: Line) -> bool:
    """Whether a line is surely no part of the article."""
    if line.is_marked("table", "figure", "meta", "title", "note"):
        return False
    if line.folded in _SENTENCE_ENDS:
        return False
    text = _DECORATION.sub("", line.folded).strip(" *#>→↓↑▼▲【】[]~")
    if re.match(r"[-—–=·]+\s+[^\s\-—–=·]", text):
        text = text.strip(" -—–=·")
    if not text:
        return not _KEPT.match(line.folded)
    if line.number <= _TOP and is_masthead(line):
        return True
    if width(text) > _LONGEST or text.count("。") > 1:
        return False
    if line.number <= _TOP and (_TRAIL.fullmatch(text) or (line.number > 1 and _COUNT.fullmatch(line.folded))):
        return True
    if line.number <= _TOP and _is_menu(text):
        return True
    return _is_share_bar(text) or bool(
        _WHOLE.fullmatch(text) or _OPENING.match(text) or _PLACEHOLDER.fullmatch(line.folded)
    )


def is_masthead(line: Line) -> bool:
    """Whether a line is the head of a page of a journal: its name, volume and issue."""
    if line.mark is not None or len(line.folded) > _LONGEST_MASTHEAD:
        return False
    return _MASTHEAD.fullmatch(re.sub(r"\s+", " ", line.folded)) is not None


def is_numbered_head(line: Line) -> bool:
    """Whether a line is the head of a page with its number between dots: `Journal 2021, 56   · 2451 ·`."""
    return (
        line.mark is None and len(line.folded) < _LONGEST_MASTHEAD and _NUMBERED_HEAD.fullmatch(line.folded) is not None
    )


def _is_menu(text: str) -> bool:
    """Whether a line names the channels of a portal and little else."""
    words = re.split(r"[\s|/·、,]+", text)
    if len(words) == 1:
        return text in _CHANNELS
    known = sum(word in _CHANNELS for word in words)
    return known >= _FEWEST_CHANNELS and known * 3 >= len(words) * 2


def _is_share_bar(text: str) -> bool:
    """Two words or more, all of them on buttons; `大 中 小` belongs to a choice of sizes."""
    words = re.split(r"[\s|/·、,]+", re.sub(r"\d+", " ", text.lower()).strip(" :|/"))
    return len(words) > 1 and _SHARE_WORDS.issuperset(words) and any(len(word) > 1 for word in words)


def take_noise(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """All lines in; the article's own lines and the noise out."""
    tail = _start_of_links(lines)
    noise = {line.number for line in lines if is_noise(line) and not _is_rule_in_table(line)}
    noise |= _contents(lines)
    noise |= {line.number for line in lines[tail:] if _may_be_link(line)}
    noise |= _links_between(lines[:tail])
    kept = [line for line in lines if line.number not in noise]
    return kept, [line for line in lines if line.number in noise]


def _links_between(lines: list[Line]) -> set[int]:
    """The numbers of the titles under `延伸阅读：` in the middle of an article, up to a blank line or to prose."""
    found: set[int] = set()
    for start, line in enumerate(lines):
        if not _LINK_LIST.fullmatch(line.folded.strip(_AROUND)):
            continue
        for index in range(start + 1, min(start + 1 + _MOST_BETWEEN, len(lines))):
            after = lines[index + 1] if index + 1 < len(lines) else None
            heads_prose = after is None or not (_may_be_link(after) or after.gap)
            if not _may_be_title(lines[index]) or (lines[index].gap and index > start + 1) or heads_prose:
                break
            found.add(lines[index].number)
    return found


def _may_be_title(line: Line) -> bool:
    return _may_be_link(line) and line.is_free and numbering(line.folded) is None and not begins_list(line)


def _contents(lines: list[Line]) -> set[int]:
    """The numbers of the lines of a table of contents: its label, and lines that stand again further down."""
    found: set[int] = set()
    for start, line in enumerate(lines[:_MOST_LINKS]):
        if not _CONTENTS.fullmatch(line.folded):
            continue
        below = Counter(after.folded for after in lines[start + 1 :])
        entries: set[str] = set()
        while (end := start + 1 + len(entries)) < len(lines):
            entry = _ENTRY_END.sub("", lines[end].folded)
            if entry in entries or below[entry] <= (entry == lines[end].folded):
                break
            entries.add(entry)
        found |= {entry.number for entry in lines[start:end]} if len(entries) > 1 else set()
    return found


def _is_rule_in_table(line: Line) -> bool:
    return "|" in line.folded or "+-" in line.folded


def _start_of_links(lines: list[Line]) -> int:
    """Where the list of other articles begins with which a page ends: short titles up to the last line."""
    start = found = len(lines)
    while start > max(0, len(lines) - _MOST_LINKS) and (
        _may_be_link(lines[start - 1]) or is_disclaimer(lines[start - 1])
    ):
        start -= 1
        if _LINK_LIST.fullmatch(lines[start].folded.strip(_AROUND)) or _FIRST_LINK.match(lines[start].folded):
            found = start
    return found


def _may_be_link(line: Line) -> bool:
    if line.is_marked("table", "figure", "meta", "title", "note"):
        return False
    if is_disclaimer(line):
        return False
    return width(line.text) <= 40 and not line.folded.endswith(("。", ";")) and not line.folded.startswith("[")
