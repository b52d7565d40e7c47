from modeltranslation.translator import TranslationOptions, translator

from mscsite.core.history import keep_history
from references.models import Citation, Term, Trial


class TrialTranslation(TranslationOptions):
    fields = ("title", "conditions", "interventions", "results")


class TermTranslation(TranslationOptions):
    fields = ("definition",)


translator.register(Trial, TrialTranslation)
translator.register(Term, TermTranslation)

keep_history(Citation, app="references")
keep_history(Trial, app="references", m2m_fields=("citations",))
keep_history(Term, app="references")
