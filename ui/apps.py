from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UIConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "ui"
    verbose_name = _("UI")

    def ready(self) -> None:
        from activity import verbs
        from ui import rail

        verbs.register("list.export", _("Exported a list"))
        rail.register(rail.RailEntry("desk", _("Desk"), "house", "ui:desk", order=0))
