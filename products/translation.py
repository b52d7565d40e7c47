from modeltranslation.translator import TranslationOptions, translator

from products.models import Product, RegulatoryEvent


class ProductTranslation(TranslationOptions):
    fields = ("name", "dose", "frequency", "summary")


class RegulatoryEventTranslation(TranslationOptions):
    fields = ("indication", "population", "conditions")


translator.register(Product, ProductTranslation)
translator.register(RegulatoryEvent, RegulatoryEventTranslation)
