from modeltranslation.translator import TranslationOptions, translator

from mscsite.models import Page, SiteProfile


class SiteProfileTranslation(TranslationOptions):
    fields = ("name", "headline", "opening", "notice")


class PageTranslation(TranslationOptions):
    fields = ("title", "body")


translator.register(SiteProfile, SiteProfileTranslation)
translator.register(Page, PageTranslation)
