from django.apps import AppConfig


class ReferencesConfig(AppConfig):
    name = "references"
    verbose_name = "文献与试验"

    def ready(self) -> None:
        from mscsite.core import hanzi
        from references import glossary

        hanzi.set_glossary_loader(glossary.load)
