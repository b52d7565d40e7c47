"""The closed lists that citations and trials choose from. Values are the standards' own (CSL, ClinicalTrials.gov)."""

from collections.abc import Iterable

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class CitationType(TextChoices):
    """Item types of CSL 1.0.2."""

    ARTICLE_JOURNAL = "article-journal", _("期刊文章")
    ARTICLE = "article", _("预印本")
    BOOK = "book", _("图书")
    CHAPTER = "chapter", _("图书章节")
    THESIS = "thesis", _("学位论文")
    PAPER_CONFERENCE = "paper-conference", _("会议论文")
    REPORT = "report", _("报告")
    STANDARD = "standard", _("标准")
    PATENT = "patent", _("专利")
    LEGISLATION = "legislation", _("法规")
    DATASET = "dataset", _("数据集")
    WEBPAGE = "webpage", _("网页")
    DOCUMENT = "document", _("其他文献")


class RetractionStatus(TextChoices):
    """What became of a paper after it was printed, as Crossref's update types tell it."""

    NONE = "", _("无")
    CORRECTION = "correction", _("已更正")
    EXPRESSION_OF_CONCERN = "expression_of_concern", _("关注声明")
    RETRACTION = "retraction", _("已撤稿")


# From nothing to the worst.
GRAVITY = (
    "", RetractionStatus.CORRECTION, RetractionStatus.EXPRESSION_OF_CONCERN, RetractionStatus.RETRACTION,
)  # fmt: skip


def gravest(statuses: Iterable[str]) -> str:
    """The worst of several retraction statuses; '' where there is none."""
    return max(statuses, key=GRAVITY.index, default="")


class LinkStatus(TextChoices):
    """Whether an address answered when it was last asked."""

    UNKNOWN = "", _("未查")
    ALIVE = "alive", _("可以打开")
    GONE = "gone", _("已失效")
    UNSURE = "unsure", _("没有答复")


class Phase(TextChoices):
    """Phases of ClinicalTrials.gov's data model (version 2); two at once are one value here."""

    NA = "NA", _("不适用")
    EARLY_PHASE1 = "EARLY_PHASE1", _("早期 I 期")
    PHASE1 = "PHASE1", _("I 期")
    PHASE1_PHASE2 = "PHASE1_PHASE2", _("I/II 期")
    PHASE2 = "PHASE2", _("II 期")
    PHASE2_PHASE3 = "PHASE2_PHASE3", _("II/III 期")
    PHASE3 = "PHASE3", _("III 期")
    PHASE4 = "PHASE4", _("IV 期")


class OverallStatus(TextChoices):
    """Overall statuses of ClinicalTrials.gov's data model (version 2)."""

    NOT_YET_RECRUITING = "NOT_YET_RECRUITING", _("尚未招募")
    RECRUITING = "RECRUITING", _("招募中")
    ENROLLING_BY_INVITATION = "ENROLLING_BY_INVITATION", _("邀请入组")
    ACTIVE_NOT_RECRUITING = "ACTIVE_NOT_RECRUITING", _("进行中，不再招募")
    SUSPENDED = "SUSPENDED", _("暂停")
    TERMINATED = "TERMINATED", _("提前终止")
    COMPLETED = "COMPLETED", _("已完成")
    WITHDRAWN = "WITHDRAWN", _("已撤回")
    UNKNOWN = "UNKNOWN", _("状态不明")


class EnrollmentType(TextChoices):
    ACTUAL = "ACTUAL", _("实际")
    ESTIMATED = "ESTIMATED", _("预计")


class Subjects(TextChoices):
    IN_VITRO = "in_vitro", _("体外")
    ANIMAL = "animal", _("动物")
    HUMAN = "human", _("人")


class Certainty(TextChoices):
    """The four levels of GRADE, for a body of evidence on one question and outcome."""

    HIGH = "high", _("高")
    MODERATE = "moderate", _("中")
    LOW = "low", _("低")
    VERY_LOW = "very_low", _("极低")


class CertaintyReason(TextChoices):
    """Why a body of evidence was rated down or up (GRADE handbook, chapter 5)."""

    RISK_OF_BIAS = "risk_of_bias", _("偏倚风险（降级）")
    INCONSISTENCY = "inconsistency", _("结果不一致（降级）")
    INDIRECTNESS = "indirectness", _("间接证据（降级）")
    IMPRECISION = "imprecision", _("不精确（降级）")
    PUBLICATION_BIAS = "publication_bias", _("发表偏倚（降级）")
    LARGE_EFFECT = "large_effect", _("效应量大（升级）")
    DOSE_RESPONSE = "dose_response", _("剂量反应关系（升级）")
    CONFOUNDING = "confounding", _("混杂因素只会削弱效应（升级）")


class EvidenceLevel(IntegerChoices):
    """OCEBM Levels of Evidence 2011, the row on treatment benefits."""

    LEVEL_1 = 1, _("1 级：随机试验的系统评价")
    LEVEL_2 = 2, _("2 级：随机试验或效应显著的观察研究")
    LEVEL_3 = 3, _("3 级：非随机对照研究")
    LEVEL_4 = 4, _("4 级：病例系列、病例对照或历史对照研究")
    LEVEL_5 = 5, _("5 级：机制推理")
