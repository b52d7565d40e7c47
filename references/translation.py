from modeltranslation.translator import TranslationOptions, translator

from references.models import Term, Trial


class TrialTranslation(TranslationOptions):
    fields = ("title", "conditions", "results")


class TermTranslation(TranslationOptions):
    fields = ("definition",)


translator.register(Trial, TrialTranslation)
translator.register(Term, TermTranslation)
