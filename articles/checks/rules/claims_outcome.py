"""Promises that no single word gives away: an illness said to have gone, a function said to be back, a life regained.

Composed of word classes and not of phrases: advertisements find new words every day, for the same few parts.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from articles.checks import laws
from articles.checks.lexicon import (
    ABLE_AGAIN,
    CONDITION,
    DEFEATS,
    FUNCTION,
    GONE,
    PATIENT,
    PROBLEM,
    RESTORED,
    TREATMENT,
)
from articles.checks.phrases import Phrase, Trial, either, phrase_check

_HARMLESS = either(
    r"小鼠|大鼠|动物|犬|兔|猴|体外|受试者|自行(?:好转|消失|缓解|恢复)|感冒|感染者|退出|失访|随访|停药后|对症"
    r"|输注反应|发热|寒战|头痛"
)

phrase_check(
    code="claims.outcome",
    rule=laws.EFFICACY,
    message=_(
        "“%(excerpt)s”把好转写成必然的结果。请改为哪项研究、多少人、与什么相比、变化多大，并注明来源；否则删去。"
    ),
    phrase=Phrase(
        either(
            rf"{PROBLEM}[^,。;!?“”]{{0,10}}?{GONE}",
            rf"{PROBLEM},?{GONE}",
            rf"{DEFEATS}(?:了)?[^,。;!?“”]{{0,8}}?{PROBLEM}",
            rf"{FUNCTION}[^,。;!?“”]{{0,10}}?(?:{RESTORED}|再没(?:有)?(?:超过|升|高))",
            rf"(?:把|将|让|使|令)[^,。;!?“”]{{0,14}}?(?:{RESTORED}|修好|治好)",
            r"(?:患者|病人|受术者|顾客|客户|用户)(?:们)?(?:全部?|都|均|无一例外)[^,。;]{0,4}(?:恢复|康复|好转|受益|见效|有效|怀孕)",
            rf"{PATIENT}[^,。;!?“”]{{0,12}}?{ABLE_AGAIN}",
            rf"{ABLE_AGAIN}[^,。;!?]{{0,4}}(?:不是梦|不再难|成为可能|指日可待)",
        ),
        needs=either(TREATMENT, r"[您你]|从此|告别|神"),
        not_here=_HARMLESS,
        unless=either(CONDITION, r"造血干细胞移植|骨髓移植|手术切除|康复训练|器官移植"),
        hedged=True,
        trial=Trial.REPORT,
    ),
    fires="做完三次细胞输注，多年的手抖全好了。",
    silent="若血糖恢复正常，由医生决定是否减量。",
)
phrase_check(
    code="claims.promise",
    rule=laws.EFFICACY,
    message=_("“%(excerpt)s”对读者许诺疗效。科普文章不向读者许诺结果，请改为对研究的陈述，或删去。"),
    phrase=Phrase(
        either(
            r"(?:帮|让|给|为|使|助|带|还|帮助|陪)[你您][^,。;!?]{0,16}?(?:重新|长出|恢复|远离(?!骗|陷|误)|告别|摆脱|年轻|焕|健康(?!知|信|教|管)"
            r"|第二|无忧|活力|青春|自然受孕|好孕|康复(?!训))",
            r"第二(?:条|次)(?:生)?命|(?:给|送|带)[^,。;]{0,8}(?:新生(?!儿)|重生|健康人生)|早(?:做|用|打|存|治疗)早(?:受益|好|健康|年轻)",
            r"[你您](?:会|将|就会|便会)?(?:看到|看见|遇见|收获|拥有|迎来|成为)[^,。;]{0,6}(?:全新|年轻|健康|不一样|崭新)(?:的)?",
            r"(?:干细胞|外泌体|细胞治疗|我们)(?:对[^,。]{1,8})?说不|对[^,。;]{1,10}(?:大声)?说不(?=[,。!]|$)",
            r"(?:哪有|没有|不存在)[^,。;]{0,4}(?:治不好|看不好|治不了|解决不了)的(?:病|痛|难)|只是(?:没|还没|未)(?:遇|用|找)[^,。]{0,4}对",
            r"(?:病|症|痛|衰老|痴呆|癌)[^,。;]{0,4}(?:不再|再也不|并不|没那么|也不)可怕",
            r"(?:无|没有|没|不)[^,。;]{0,16}(?:治愈|根治|治好|逆转|控制|恢复|解决|做到)[^,。;]{0,10},但(?:是)?[^,。;]{0,10}(?:可以|能够?|做到了?|行)(?=[,。!]|$)",
            r"(?:治|疗|效)[^,。;]{0,6}(?:难题|困境)(?:从此|就此)(?:解决|告破|终结)",
        ),
        unless=either(CONDITION),
        may_deny_itself=False,
    ),
    fires="干细胞给您第二条命，让您远离病痛。",
    silent="干细胞研究让人们重新认识组织修复。",
)
phrase_check(
    code="claims.only-way",
    rule=laws.COMPARISON,
    message=_("“%(excerpt)s”说只有这一种办法管用。这贬低了其他治疗，请删去，或按指南写明各种治疗的位置。"),
    phrase=Phrase(
        either(
            rf"{TREATMENT}[^,。;!?“”]{{0,6}}才(?:是|能|可以|会)[^,。;]{{0,8}}(?:根本|真正|彻底|治|唯一|王道|正道|出路|答案|首选|希望|解决|救|恢复|修复)",
            r"(?:只有|唯有|唯|惟有)(?:靠|用|做)?[^,。;]{0,6}(?:干细胞|细胞|外泌体|我们|本院)[^,。;]{0,8}(?:才|能|可行|可以|有效|管用)",
        ),
        hedged=True,
        unless=either(CONDITION, r"获批|批准|登记|备案|伦理|合格|活细胞|全能"),
    ),
    fires="别的办法都是拖延，细胞治疗才是根本出路。",
    silent="只有细胞活率合格的批次才能放行。",
)
