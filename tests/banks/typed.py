"""What a trainer types into the form of each type of question, and the key that it says."""

TYPED = {
    "single_choice": {
        "stem": "引航员登船前先核对什么？",
        "options-0": "船名和吃水",
        "options-1": "船员的餐单",
        "options-4": "码头的颜色",
        "right": ["0"],
    },
    "multiple_choice": {
        "stem": "夜间值班要带哪些物品？",
        "options-0": "手电筒",
        "options-2": "遮阳伞",
        "options-3": "对讲机",
        "right": ["0", "3"],
    },
    "true_false": {"stem": "大风天可以继续吊装作业。", "right": ["1"]},
    "fill_blank": {"stem": "潮位每____小时记一次，存____年。", "answers-0": "两 / 2", "answers-1": "五"},
    "ordering": {
        "stem": "靠泊的几步按先后排列。",
        "options-0": "系牢缆绳",
        "options-1": "核对船名",
        "options-3": "引航员登船",
        "answers-0": "9",
    },
    "matching": {
        "stem": "这些事在哪里做？",
        "options-0": "码头",
        "options-2": "灯塔",
        "options-3": "仓库",
        "prompts-0": "点灯",
        "answers-0": "C",
        "prompts-2": "系缆",
        "answers-2": "A",
    },
    "numeric": {"stem": "航道水深多少米？", "answers-0": "１２．５", "answers-1": "0.5"},
    "cloze": {
        "stem": "潮位每____小时记一次，存____年。",
        "prompts-0": "一 / 两 / 三",
        "answers-0": "两",
        "answers-1": "五 / 5",
    },
    "case": {
        "stem": "大雾天，一艘货船请求靠泊。",
        "parts-0-type": "multiple_choice",
        "parts-0-stem": "引航员要核对什么？",
        "parts-0-options": "A. 船名\r\nB．船长的生日\r\nC、吃水\r\n",
        "parts-0-answer": "A、C",
        "parts-2-type": "true_false",
        "parts-2-stem": "可以不等雾散就登船。",
        "parts-2-answer": "×",
        "parts-3-type": "fill_blank",
        "parts-3-stem": "登船用____。",
        "parts-3-answer": "软梯 / 引航梯",
        "parts-7-type": "numeric",
        "parts-7-stem": "吃水多少米？",
        "parts-7-answer": "１２．５ ± 0.5",
    },
}
KEYS = {
    "single_choice": [0],
    "multiple_choice": [0, 2],
    "true_false": [1],
    "fill_blank": [["两", "2"], ["五"]],
    "ordering": [1, 2, 0],
    "matching": [1, 0],
    "numeric": [["12.5", "0.5"]],
    "cloze": [["两"], ["五", "5"]],
    "case": [
        ["multiple_choice", "AC"],
        ["true_false", "B"],
        ["fill_blank", "软梯", "引航梯"],
        ["numeric", "12.5", "0.5"],
    ],
}
OPTIONS_OF_PARTS = {"case": [["船名", "船长的生日", "吃水"], [], [], []]}
PROMPTS = {"matching": ["点灯", "系缆"], "cloze": ["一 / 两 / 三", ""]}
