from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistersConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "registers"
    verbose_name = _("Registers")

    def ready(self) -> None:
        from registers import policy, registrations, words

        policy.register_rows()
        words.register_words()
        registrations.register_all()
