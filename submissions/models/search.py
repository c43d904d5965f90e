"""What the search and the look for near duplicates keep of an item. Both are derived and can be rebuilt."""

from django.db import models


class SearchEntry(models.Model):
    """The bigrams of an item's words, parted by spaces.

    PostgreSQL finds them by a GIN index over the row itself; SQLite by a contentless FTS5 table beside it, which needs
    exactly these bigrams again to forget an item (see migrations and submissions/search.py).
    """

    item = models.OneToOneField("submissions.Item", models.CASCADE, primary_key=True, related_name="search_entry")
    grams = models.TextField()
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.item_id)


class ItemSketch(models.Model):
    """One of the 32 smallest hashes of an item's text in runs of four characters."""

    item = models.ForeignKey("submissions.Item", models.CASCADE, related_name="sketch")
    shingle = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["shingle", "item"], name="item_sketch_shingle")]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.shingle}"
