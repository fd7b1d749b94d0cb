"""PyTorch confirms every code answer."""

from content.verify.errors import UnconfinedError, VerifierMissing, VerifyError
from content.verify.outcome import Verdict
from content.verify.reading import read_code
from content.verify.report import Listed, Report
from content.verify.strength import Fate, Trial
from content.verify.verification import verify

__all__ = [
    "Fate",
    "Listed",
    "Report",
    "Trial",
    "UnconfinedError",
    "Verdict",
    "VerifierMissing",
    "VerifyError",
    "read_code",
    "verify",
]
