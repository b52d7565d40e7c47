from modeltranslation.translator import TranslationOptions, translator

from mscsite.core.models import Image


class ImageTranslation(TranslationOptions):
    fields = ("alt", "caption")


translator.register(Image, ImageTranslation)
