"""Who can be tried out in the demo province. These people exist in demo data alone."""

PASSWORD = "quiz-demo-2026"
SIGN_INS = {
    "member": "党员",
    "secretary": "党支部书记",
    "trainer": "教员",
    "organizer": "竞赛组织者",
    "admin": "管理员",
}
