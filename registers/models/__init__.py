from registers.models.best import BestItem
from registers.models.commissions import Commission, CommissionQuerySet, CommissionTarget, TargetQuerySet
from registers.models.faults import Fault, FaultObjection

__all__ = [
    "BestItem", "Commission", "CommissionQuerySet", "CommissionTarget", "Fault", "FaultObjection",
    "TargetQuerySet",
]  # fmt: skip
