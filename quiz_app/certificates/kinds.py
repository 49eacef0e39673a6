"""The kinds of documents that are issued."""

AWARD = "award"
CERTIFICATE = "certificate"

LABELS = {AWARD: "奖状", CERTIFICATE: "证书"}
