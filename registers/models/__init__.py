from registers.models.best import BestItem
from registers.models.commissions import Commission, CommissionQuerySet, CommissionTarget, TargetQuerySet
from registers.models.emergencies import EmergencyReport, minutes_between
from registers.models.faults import Fault, FaultObjection, FaultRectification

__all__ = [
    "BestItem", "Commission", "CommissionQuerySet", "CommissionTarget", "EmergencyReport", "Fault", "FaultObjection",
    "FaultRectification", "TargetQuerySet", "minutes_between",
]  # fmt: skip
