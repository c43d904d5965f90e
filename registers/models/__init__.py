from registers.models.best import BestItem
from registers.models.commissions import Commission, CommissionQuerySet, CommissionTarget, TargetQuerySet
from registers.models.faults import Fault, FaultObjection, FaultRectification

__all__ = [
    "BestItem", "Commission", "CommissionQuerySet", "CommissionTarget", "Fault", "FaultObjection",
    "FaultRectification", "TargetQuerySet",
]  # fmt: skip
