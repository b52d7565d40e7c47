from modeltranslation.translator import TranslationOptions, translator

from mscsite.core.history import keep_history
from products.models import Company, Product, RegulatoryEvent


class ProductTranslation(TranslationOptions):
    fields = ("name", "dose", "frequency", "summary")


class RegulatoryEventTranslation(TranslationOptions):
    fields = ("indication", "population", "conditions")


translator.register(Product, ProductTranslation)
translator.register(RegulatoryEvent, RegulatoryEventTranslation)

keep_history(Company, app="products")
keep_history(Product, app="products", m2m_fields=("trials",))
keep_history(RegulatoryEvent, app="products")
