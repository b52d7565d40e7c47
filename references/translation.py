from modeltranslation.translator import TranslationOptions, translator

from mscsite.core.history import keep_history
from references.models import BodyOfEvidence, Citation, Term, Trial


class TrialTranslation(TranslationOptions):
    fields = ("title", "conditions", "interventions", "results")


class BodyOfEvidenceTranslation(TranslationOptions):
    fields = ("question", "judgement")


class TermTranslation(TranslationOptions):
    fields = ("definition",)


translator.register(Trial, TrialTranslation)
translator.register(BodyOfEvidence, BodyOfEvidenceTranslation)
translator.register(Term, TermTranslation)

keep_history(Citation, app="references")
keep_history(Trial, app="references", m2m_fields=("citations",))
keep_history(BodyOfEvidence, app="references", m2m_fields=("trials",))
keep_history(Term, app="references")
