"""A question of each type as a start for writers: text to be replaced, which shows how the parts are written."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sample:
    """What the rows of a form hold, see `composing.compose`. The legal basis is left to the writer."""

    stem: str
    explanation: str
    knowledge_points: str
    options: tuple[str, ...] = ()
    right: tuple[int, ...] = ()
    answers: tuple[str, ...] = ()
    prompts: tuple[str, ...] = ()
    parts: tuple[Mapping[str, str], ...] = ()


SAMPLES: Mapping[str, Sample] = {
    "single_choice": Sample(
        stem="党支部党员大会一般多久召开一次？",
        options=("每月一次", "每季度一次", "每半年一次", "每年一次"),
        right=(1,),
        explanation="党员大会一般每季度召开一次；每月一次的是支部委员会会议，两者容易混淆。",
        knowledge_points="三会一课",
    ),
    "multiple_choice": Sample(
        stem="下列哪些会议一般每月召开一次？",
        options=("党支部委员会会议", "党小组会", "党员大会", "组织生活会"),
        right=(0, 1),
        explanation="支部委员会会议和党小组会一般每月一次；党员大会每季度一次，组织生活会每年至少一次。",
        knowledge_points="三会一课",
    ),
    "true_false": Sample(
        stem="党小组会一般每月召开一次。",
        right=(0,),
        explanation="党小组会的周期是每月一次，不要与每季度一次的党员大会弄混。",
        knowledge_points="三会一课",
    ),
    "fill_blank": Sample(
        stem="党员大会一般每____召开一次，党小组会一般每____召开一次。",
        answers=("季度 / 季", "月 / 个月"),
        explanation="党员大会按季度，党小组会按月；写出周期就对，写法不同也算对。",
        knowledge_points="三会一课",
    ),
    "ordering": Sample(
        stem="把发展党员的这几个环节按先后排好。",
        options=("递交入党申请书", "确定为入党积极分子", "确定为发展对象", "接收为预备党员"),
        answers=("1", "2", "3", "4"),
        explanation="先申请，再培养，再考察，最后接收；积极分子在发展对象之前。",
        knowledge_points="发展党员",
    ),
    "matching": Sample(
        stem="给每种会议选出它一般的周期。",
        prompts=("党员大会", "党小组会"),
        options=("每月一次", "每季度一次", "每年一次"),
        answers=("B", "A"),
        explanation="党员大会每季度一次，党小组会每月一次；每年一次在这里用不到。",
        knowledge_points="三会一课",
    ),
    "numeric": Sample(
        stem="党员大会一般每季度召开一次，一年一般召开多少次？只写数字。",
        answers=("4", "0"),
        explanation="一年有四个季度，每季度一次就是 4 次。",
        knowledge_points="三会一课",
    ),
    "cloze": Sample(
        stem="党员大会一般____召开一次，党小组会一般____召开一次。",
        prompts=("每月 / 每季度 / 每年", ""),
        answers=("每季度", "每月 / 每个月"),
        explanation="第一空从备选里选；第二空没有备选，由答题人填写，几种写法都算对。",
        knowledge_points="三会一课",
    ),
    "short_answer": Sample(
        stem="党员大会和党小组会一般各多久召开一次？",
        answers=("党员大会一般每季度召开一次，党小组会一般每月召开一次。", "1", "1"),
        prompts=("说出党员大会每季度一次", "说出党小组会每月一次"),
        explanation="每说对一个周期给一分；顺序不同、写法不同都算对。",
        knowledge_points="三会一课",
    ),
    "case": Sample(
        stem="某党支部三月开了一次党员大会，四月、五月、六月都没有再开；各党小组每月开一次会。",
        parts=(
            {
                "type": "single_choice",
                "stem": "党员大会一般多久召开一次？",
                "options": "每月一次\n每季度一次\n每半年一次",
                "answer": "B",
            },
            {"type": "true_false", "stem": "各党小组开会的次数合乎一般的要求。", "options": "", "answer": "对"},
        ),
        explanation="第二季度一次党员大会也没有开，少了一次；党小组会每月一次，合乎要求。",
        knowledge_points="三会一课",
    ),
}
