from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "review"
    verbose_name = _("Review")

    def ready(self) -> None:
        from review import policy, registrations, words
        from review.past import registrations as past_registrations

        policy.register_rows()
        words.register_words()
        registrations.register_all()
        past_registrations.register_all()
