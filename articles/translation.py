from modeltranslation.translator import TranslationOptions, translator

from articles.models import Article, Category, Person, Revision


class ContentTranslation(TranslationOptions):
    fields = ("title", "summary", "body", "audience", "disclaimer")


class PersonTranslation(TranslationOptions):
    fields = ("name", "credentials", "affiliation")


class CategoryTranslation(TranslationOptions):
    fields = ("name",)


translator.register(Article, ContentTranslation)
translator.register(Revision, ContentTranslation)
translator.register(Person, PersonTranslation)
translator.register(Category, CategoryTranslation)
