"""The units of the demo province: cities, counties, committees, general branches, branches and groups.

Every name is made up; no place in the country is called so. Pure: the same size always gives the same tree.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from quiz_app.organizations import kinds

PROVINCE = "东岭省"
MEMBERS_A_BRANCH = 20
MOST_BRANCHES = 5000
MEMBERS_A_CITY = 20_000
FEWEST_CITIES = 3
MOST_CITIES = 10
BRANCHES_A_COUNTY = 100
FEWEST_COUNTIES = 4  # in each city

CITIES = ("望川", "云泽", "澜安", "泊远", "禾岭", "鹿鸣", "石汀", "朔宁", "棠浦", "霁阳")
_COUNTY_HEADS = "青柳松竹梅桂枫荷兰杏"
_COUNTY_TAILS = "屿浦湾泽渡堰汀澜"
_TOWN_HEADS = "大石双三上白红新古金东龙"
_TOWN_TAILS = "桥坪坝塘井桐"
_VILLAGES = ("溪口村", "河西村", "后山村", "前湾社区", "新街社区", "林场")
_BUREAUS = (
    ("教育局", "第一中学", ("高中部", "初中部", "后勤")),
    ("卫生健康局", "人民医院", ("内科", "外科", "医技")),
    ("交通运输局", "公路养护中心", ("养护一队", "养护二队", "路政")),
    ("住房和城乡建设局", "城市管理服务中心", ("市政", "园林", "环卫")),
    ("农业农村局", "农业技术推广中心", ("种植业", "畜牧业", "农机")),
    ("公安局", "城关派出所", ("案件办理", "社区警务", "户籍窗口")),
    ("水利局", "水库管理处", ("大坝", "灌区", "防汛")),
    ("国有资产管理中心", "供水公司", ("制水", "管网", "客户服务")),
    ("供销合作社", "物流公司", ("仓储", "运输", "门店")),
    ("文化和旅游局", "文化馆", ("演出", "非遗保护", "图书馆")),
    ("工业和信息化局", "产业园", ("园区服务", "装备制造", "食品加工")),
    ("自然资源局", "林业工作总站", ("造林", "护林", "苗圃")),
)
_ORGANS = (
    *(
        "委办公室",
        "人大机关",
        "政府办公室",
        "政协机关",
        "纪委监委机关",
        "委组织部",
        "委宣传部",
        "委统战部",
        "委政法委",
    ),
    *(
        "委党校",
        "法院",
        "检察院",
        "财政局",
        "审计局",
        "统计局",
        "税务局",
        "司法局",
        "民政局",
        "人力资源和社会保障局",
    ),
    *(
        "生态环境局",
        "市场监督管理局",
        "应急管理局",
        "医疗保障局",
        "信访局",
        "总工会",
        "妇联",
        "科协",
        "残联",
        "档案馆",
    ),
    *("融媒体中心", "气象局", "邮政分公司", "供电公司", "农村商业银行", "退役军人事务局", "机关事务服务中心"),
)
_PROVINCIAL_BRANCH = "省委组织部机关党支部"
_SOME_HAVE_GROUPS = (0, 2)
_SECOND = ("", "二", "三", "四", "五", "六", "七", "八", "九")


@dataclass(frozen=True, slots=True)
class Place:
    """A unit as it will be stored."""

    id: int
    parent_id: int | None
    kind: str
    name: str
    path: str
    position: int


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch with its groups, often none, in a county of a city; both None right below the province."""

    place: Place
    groups: tuple[Place, ...]
    county: Place | None
    city: Place | None


@dataclass(frozen=True, slots=True)
class Tree:
    """`units` stand behind the units above them; the first branch belongs to the province itself."""

    units: tuple[Place, ...]
    branches: tuple[Branch, ...]

    @property
    def province(self) -> Place:
        return self.units[0]

    @property
    def cities(self) -> list[Place]:
        return [place for place in self.units if place.kind == kinds.CITY]


def grow(members: int, *, first_id: int) -> Tree:
    """The tree for so many members: 3 cities, 12 counties and 150 branches for three thousand."""
    garden = _Garden(first_id)
    province = garden.plant(None, kinds.PROVINCE, PROVINCE)
    cities = min(max(members // MEMBERS_A_CITY, FEWEST_CITIES), MOST_CITIES, len(CITIES))
    wanted = max(min(members // MEMBERS_A_BRANCH, MOST_BRANCHES), cities * FEWEST_COUNTIES + 1)
    per_city = max(FEWEST_COUNTIES, min(-(-wanted // (cities * BRANCHES_A_COUNTY)), 80 // cities))
    branches = [Branch(garden.plant(province, kinds.BRANCH, _PROVINCIAL_BRANCH), (), None, None)]
    counties = cities * per_city
    for number in range(counties):
        if number % per_city == 0:
            city = garden.plant(province, kinds.CITY, f"{CITIES[number // per_city]}市")
        county = garden.plant(city, kinds.COUNTY, county_name(number))
        share = (wanted - 1) * (number + 1) // counties - (wanted - 1) * number // counties
        branches += _branches(garden, city, county, number, share)
    return Tree(tuple(garden.places), tuple(branches))


def county_name(number: int) -> str:
    """Eighty different ones: every head stands before every tail once."""
    head, turn = number % len(_COUNTY_HEADS), number // len(_COUNTY_HEADS)
    return f"{_COUNTY_HEADS[head]}{_COUNTY_TAILS[(head + 3 * turn) % len(_COUNTY_TAILS)]}县"


class _Garden:
    """Places in the order of planting; a chain of units that stands already is not planted twice."""

    def __init__(self, first_id: int) -> None:
        self.places: list[Place] = []
        self._first = first_id
        self._known: dict[tuple[int, str], Place] = {}
        self._children: dict[int, int] = {}

    def plant(self, parent: Place | None, kind: str, name: str) -> Place:
        above = parent.id if parent else 0
        if (above, name) not in self._known:
            own = self._first + len(self.places)
            position = self._children.get(above, 0)
            path = f"{parent.path if parent else '/'}{own}/"
            place = Place(own, parent.id if parent else None, kind, name, path, position)
            self.places.append(place)
            self._known[above, name] = place
            self._children[above] = position + 1
        return self._known[above, name]


def _branches(garden: _Garden, city: Place, county: Place, seed: int, count: int) -> Iterator[Branch]:
    outline = _outline(county.name, seed)
    for number in range(count):
        above = county
        *chain, name = next(outline)
        for kind, title in chain:
            above = garden.plant(above, kind, title)
        branch = garden.plant(above, kinds.BRANCH, name[1])
        groups = number % 5 in _SOME_HAVE_GROUPS
        names = ("第一党小组", "第二党小组", "第三党小组")[: 2 + number % 2] if groups else ()
        yield Branch(branch, tuple(garden.plant(branch, kinds.GROUP, each) for each in names), county, city)


Chain = tuple[tuple[str, str], ...]


def _outline(county: str, seed: int) -> Iterator[Chain]:
    """The branches of a county without end, each as the units from right below the county down to itself.

    A round is a township with villages, a bureau with an institution of its own, and three organs of the county.
    """
    towns = len(_TOWN_HEADS) * len(_TOWN_TAILS)
    turn = 0
    while True:
        town = _town((seed * 7 + turn) % towns, turn // towns)
        bureau, institution, parts = _BUREAUS[(seed + turn) % len(_BUREAUS)]
        again = _SECOND[turn // len(_BUREAUS) % len(_SECOND)]
        above = (kinds.COMMITTEE, f"{county}{bureau}{again}党委")
        general = (kinds.GENERAL_BRANCH, f"{institution}党总支")
        villages = [((kinds.COMMITTEE, f"{town}党委"), _branch(f"{town}{each}")) for each in _VILLAGES]
        institutional = [(above, general, _branch(f"{institution}{each}")) for each in parts]
        organs = [(_branch(f"{county}{_organ(turn * 3 + place)}"),) for place in range(3)]
        yield from (institutional[0], villages[0], organs[0], villages[1], institutional[1], organs[1])
        yield from (villages[2], institutional[2], (above, _branch(f"{bureau}机关")), villages[3], organs[2])
        yield from (villages[4], (above, _branch(f"{bureau}离退休干部")), villages[5])
        turn += 1


def _branch(name: str) -> tuple[str, str]:
    return kinds.BRANCH, f"{name}党支部"


def _town(number: int, turn: int) -> str:
    head, tail = number % len(_TOWN_HEADS), number // len(_TOWN_HEADS)
    return f"{_TOWN_HEADS[head]}{_TOWN_TAILS[tail]}{_SECOND[turn % len(_SECOND)]}镇"


def _organ(number: int) -> str:
    return f"{_ORGANS[number % len(_ORGANS)]}{_SECOND[number // len(_ORGANS) % len(_SECOND)]}"
