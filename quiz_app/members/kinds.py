"""The kinds of people on a roster."""

FULL = "full_member"
PROBATIONARY = "probationary_member"
DEVELOPMENT_TARGET = "development_target"
ACTIVIST = "activist"
APPLICANT = "applicant"

LABELS = {
    FULL: "正式党员",
    PROBATIONARY: "预备党员",
    DEVELOPMENT_TARGET: "发展对象",
    ACTIVIST: "入党积极分子",
    APPLICANT: "入党申请人",
}
BY_LABEL = {label: kind for kind, label in LABELS.items()}
