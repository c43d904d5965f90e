"""The item and what belongs to it."""

from submissions.models.catalogue import ItemType, Topic
from submissions.models.chain import PaperDecision, Signature, SignOffRoute, UnitChainStep
from submissions.models.item import Item
from submissions.models.numbering import NumberSeries
from submissions.models.parts import Attachment, ItemAuthor, ItemSource, JointUnit, Lease
from submissions.models.search import ItemSketch, SearchEntry
from submissions.models.text import Autosave, FigureTick, Revision

__all__ = [
    "Attachment",
    "Autosave",
    "FigureTick",
    "Item",
    "ItemAuthor",
    "ItemSketch",
    "ItemSource",
    "ItemType",
    "JointUnit",
    "Lease",
    "NumberSeries",
    "PaperDecision",
    "Revision",
    "SearchEntry",
    "SignOffRoute",
    "Signature",
    "Topic",
    "UnitChainStep",
]
