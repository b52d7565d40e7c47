"""The closed lists that product records choose from. Values are stable: they stand in exports and in the API."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Donor(TextChoices):
    AUTOLOGOUS = "autologous", _("自体")
    ALLOGENEIC = "allogeneic", _("异体")


class Tissue(TextChoices):
    BONE_MARROW = "bone_marrow", _("骨髓")
    ADIPOSE = "adipose", _("脂肪组织")
    UMBILICAL_CORD = "umbilical_cord", _("脐带")
    CORD_BLOOD = "cord_blood", _("脐带血")
    PLACENTA = "placenta", _("胎盘")
    AMNION = "amnion", _("羊膜")
    DENTAL_PULP = "dental_pulp", _("牙髓")
    PERIPHERAL_BLOOD = "peripheral_blood", _("外周血")
    OTHER = "other", _("其他")


class Route(TextChoices):
    """Routes of administration, named as in the ISO 11239 / EDQM standard terms."""

    INTRAVENOUS = "intravenous", _("静脉")
    INTRAARTERIAL = "intraarterial", _("动脉内")
    INTRACORONARY = "intracoronary", _("冠状动脉内")
    INTRATHECAL = "intrathecal", _("鞘内")
    INTRAARTICULAR = "intraarticular", _("关节腔内")
    INTRAMUSCULAR = "intramuscular", _("肌内")
    INTRALESIONAL = "intralesional", _("病灶内")
    INTRACEREBRAL = "intracerebral", _("脑内")
    SUBCUTANEOUS = "subcutaneous", _("皮下")
    INHALATION = "inhalation", _("吸入")
    NASAL = "nasal", _("鼻腔")
    TOPICAL = "topical", _("局部外用")
    IMPLANTATION = "implantation", _("手术植入")


class EventKind(TextChoices):
    """What a regulator, or the holder, did with an approval."""

    APPROVED = "approved", _("批准")
    CONDITIONALLY_APPROVED = "conditionally_approved", _("附条件批准")
    RENEWED = "renewed", _("续期")
    FULL_APPROVAL = "full_approval", _("转为完全批准")
    REFUSED = "refused", _("拒绝批准")
    WITHDRAWN = "withdrawn", _("撤市")
    REVOKED = "revoked", _("吊销")
    SUSPENDED = "suspended", _("暂停")
    LAPSED = "lapsed", _("失效")
