from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UIConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "ui"
    verbose_name = _("UI")

    def ready(self) -> None:
        from django.core.validators import ProhibitNullCharactersValidator

        from activity import verbs
        from ui import rail

        # Every text field of every form has this validator; Django's Chinese for it says something else.
        ProhibitNullCharactersValidator.message = _(
            "The text holds a hidden sign (NUL) that cannot be kept. Delete it, or type the passage anew."
        )

        verbs.register("list.export", _("Exported a list"))
        rail.register(rail.RailEntry("desk", _("Desk"), "house", "ui:desk", order=0))
