from modeltranslation.translator import TranslationOptions, translator

from articles.models import Article, Category, ChangeNote, Person, Revision


class ContentTranslation(TranslationOptions):
    fields = ("title", "summary", "body", "audience", "disclaimer")


class PersonTranslation(TranslationOptions):
    fields = ("name", "credentials", "affiliation")


class CategoryTranslation(TranslationOptions):
    fields = ("name", "description")


class ChangeNoteTranslation(TranslationOptions):
    fields = ("text",)


translator.register(ChangeNote, ChangeNoteTranslation)
translator.register(Article, ContentTranslation)
translator.register(Revision, ContentTranslation)
translator.register(Person, PersonTranslation)
translator.register(Category, CategoryTranslation)
