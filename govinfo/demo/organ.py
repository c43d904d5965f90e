"""Who and what the demo organ consists of: units, people, outlets, leaders. Plain data, no database.

The city, its districts and every person are invented. The shape follows essay 1 of the seed: one comprehensive office
as the single exit, divisions and local offices that file, leaders who sign.
"""

from dataclasses import dataclass, field

CITY = "澜江市"
ORGAN_NAME = "澜江市人民政府法制办公室"
ORGAN_SHORT = "市政府法制办"

CLASS_DIVISIONS, CLASS_DISTRICTS, CLASS_TOWNS = "处室", "区县", "乡镇街道"
UNIT_CLASSES = {CLASS_DIVISIONS: "divisions", CLASS_DISTRICTS: "districts", CLASS_TOWNS: "towns"}

OFFICER, UNIT_SIGNER, UNIT_HEAD, EDITOR = "officer", "unit_signer", "unit_head", "editor"
OFFICE_HEAD, DEPUTY_LEADER, PRINCIPAL_LEADER = "office_head", "deputy_leader", "principal_leader"


@dataclass(frozen=True)
class UnitSpec:
    """A unit of the organ. `level` (city, district, town) decides how its texts speak of the place it serves."""

    code: str
    name: str
    short_name: str
    kind: str
    parent: str = ""
    unit_class: str = ""
    level: str = "city"
    place: str = CITY
    county: str = ""
    areas: tuple[str, ...] = ()
    steps: int = 1
    files_items: bool = True


@dataclass(frozen=True)
class PersonSpec:
    """A person with at most one role; administrators have a kind instead of a role."""

    username: str
    name: str
    post: str
    role: str = ""
    unit: str = ""
    admin_kind: str = ""
    phone: str = field(default="", compare=False)


@dataclass(frozen=True)
class OutletSpec:
    code: str
    name: str
    level: str
    publisher: str
    is_own: bool = False
    is_media: bool = False


@dataclass(frozen=True)
class LeaderSpec:
    """A superior leader; months in office are counted back from the day of the load, 0 as end means still in office."""

    name: str
    post: str
    level: str
    rank: str
    months_since_start: int = 40
    months_since_end: int = 0


DISTRICTS = ("东岭区", "澄湖区", "望岳区", "松台区", "永泽县", "青屏县", "高新区", "经开区")

_ROOT = UnitSpec("LJFZ", ORGAN_NAME, "法制办", "organ", files_items=False)
_OFFICE = UnitSpec("ZHC", "综合处", "综合", "comprehensive_office", "LJFZ", files_items=False)


def _division(code: str, name: str, short: str, steps: int = 1) -> UnitSpec:
    return UnitSpec(code, name, short, "division", "LJFZ", CLASS_DIVISIONS, areas=DISTRICTS, steps=steps)


def _district(code: str, place: str, short: str, areas: str, steps: int = 1) -> UnitSpec:
    return UnitSpec(
        code, f"{place}人民政府法制办公室", short, "township_office", "LJFZ", CLASS_DISTRICTS, "district", place,
        areas=tuple(areas.split()), steps=steps,
    )  # fmt: skip


def _town(code: str, county: str, place: str, short: str, areas: str, steps: int = 1) -> UnitSpec:
    return UnitSpec(
        code, f"{place}司法所", short, "township_office", "LJFZ", CLASS_TOWNS, "town", place, county,
        areas=tuple(areas.split()), steps=steps,
    )  # fmt: skip


# The unit whose people are shown to who tries the demo: its chain has two steps.
SHOWN_UNIT = "ZFJD"

FILING_UNITS = (
    _division("LF1", "立法一处", "立法一"),
    _division("LF2", "立法二处", "立法二"),
    _division("ZFJD", "行政执法监督处", "执法监督", steps=2),
    _division("XZFY", "行政复议处", "复议", steps=2),
    _division("XZYS", "行政应诉处", "应诉"),
    _division("GFWJ", "规范性文件审查处", "文件审查"),
    _division("FLSW", "法律事务处", "法律事务"),
    _division("ZCYJ", "政策研究处", "政策研究"),
    _division("XCPX", "宣传培训处", "宣传培训"),
    _district("DL", "东岭区", "东岭", "云溪街道 柳荫街道 钟鼓街道 南屏街道 梅坞镇", steps=2),
    _district("CH", "澄湖区", "澄湖", "明塘街道 观澜街道 渔湾街道 荷塘镇 芦港镇"),
    _district("WY", "望岳区", "望岳", "文庙街道 北关街道 书院街道 青石街道 望城镇"),
    _district("ST", "松台区", "松台", "桐林镇 石桥头镇 松山街道 新圩街道 马鞍镇"),
    _district("YZ", "永泽县", "永泽", "沙浦镇 城关镇 大泽镇 东圩镇 白鹭乡", steps=2),
    _district("QP", "青屏县", "青屏", "竹坪乡 屏山镇 古井镇 茶园镇 龙潭乡"),
    _town("YX", "东岭区", "云溪街道", "云溪", "云溪社区 锦园社区 双桥社区 后街社区 邮电社区"),
    _town("LY", "东岭区", "柳荫街道", "柳荫", "柳荫社区 铁塔社区 纺织社区 百花社区 河沿社区"),
    _town("MT", "澄湖区", "明塘街道", "明塘", "明塘社区 湖光社区 芙蓉社区 船厂社区 翠堤社区"),
    _town("WM", "望岳区", "文庙街道", "文庙", "文庙社区 状元社区 学前社区 府前社区 石坊社区"),
    _town("TL", "松台区", "桐林镇", "桐林", "桐林社区 前进村 高岗村 三联村 杨树村"),
    _town("SQT", "松台区", "石桥头镇", "石桥头", "桥头社区 石塘村 双合村 东岗村 上湾村"),
    _town("SP", "永泽县", "沙浦镇", "沙浦", "沙浦社区 渡口村 新垦村 大堤村 红旗村"),
    _town("ZP", "青屏县", "竹坪乡", "竹坪", "竹坪村 云岭村 溪口村 茶坑村 高峰村"),
)
UNITS = (_ROOT, _OFFICE, *FILING_UNITS)

# Name and user name of the officer, the head and, where the chain has two steps, the signer of each filing unit.
_UNIT_PEOPLE = {
    "LF1": "苏文博 suwenbo,梁国栋 liangguodong",
    "LF2": "何思齐 hesiqi,顾玉琴 guyuqin",
    "ZFJD": "林晓峰 linxiaofeng,郑伟民 zhengweimin,汪立群 wangliqun",
    "XZFY": "叶知秋 yezhiqiu,韩素梅 hansumei,邵长青 shaochangqing",
    "XZYS": "陆一鸣 luyiming,钱振华 qianzhenhua",
    "GFWJ": "冯雨桐 fengyutong,曾庆和 zengqinghe",
    "FLSW": "丁浩然 dinghaoran,潘雪松 panxuesong",
    "ZCYJ": "宋清扬 songqingyang,蒋明义 jiangmingyi",
    "XCPX": "范晓雯 fanxiaowen,薛建平 xuejianping",
    "DL": "许志强 xuzhiqiang,傅永康 fuyongkang,魏淑芬 weishufen",
    "CH": "田小雨 tianxiaoyu,姚海涛 yaohaitao",
    "WY": "石磊 shilei,熊光荣 xiongguangrong",
    "ST": "侯佳宁 houjianing,孟宪文 mengxianwen",
    "YZ": "龙飞云 longfeiyun,段启明 duanqiming,雷春生 leichunsheng",
    "QP": "万秀兰 wanxiulan,邱德胜 qiudesheng",
    "YX": "崔婷婷 cuitingting,尹建军 yinjianjun",
    "LY": "常青松 changqingsong,武爱华 wuaihua",
    "MT": "贺子轩 hezixuan,赖福林 laifulin",
    "WM": "龚雅静 gongyajing,文兴邦 wenxingbang",
    "TL": "庞大伟 pangdawei,樊玉成 fanyucheng",
    "SQT": "殷秀珍 yinxiuzhen,施国庆 shiguoqing",
    "SP": "牛志远 niuzhiyuan,洪满堂 hongmantang",
    "ZP": "安晓春 anxiaochun,齐有田 qiyoutian",
}  # fmt: skip
_SIGNER_POSTS = {"ZFJD": "副处长", "XZFY": "副处长", "DL": "副主任", "YZ": "副主任"}


def _people_of_unit(unit: UnitSpec) -> list[PersonSpec]:
    posts = [(OFFICER, "信息员"), (UNIT_HEAD, {"city": "处长", "district": "主任", "town": "所长"}[unit.level])]
    if unit.steps == 2:
        posts.append((UNIT_SIGNER, _SIGNER_POSTS[unit.code]))
    people = []
    for pair, (role, post) in zip(_UNIT_PEOPLE[unit.code].split(","), posts, strict=True):
        name, username = pair.split()
        people.append(PersonSpec(username, name, post, role, unit.code))
    return people


_OFFICE_PEOPLE = (
    PersonSpec("zhoumingyuan", "周明远", "党组书记、主任", PRINCIPAL_LEADER, "LJFZ"),
    PersonSpec("shenlihua", "沈丽华", "副主任", DEPUTY_LEADER, "LJFZ"),
    PersonSpec("tangzhengping", "唐正平", "副主任", DEPUTY_LEADER, "LJFZ"),
    PersonSpec("luojianxin", "罗建新", "综合处处长", OFFICE_HEAD, "ZHC"),
    PersonSpec("chenjing", "陈静", "综合处四级调研员", EDITOR, "ZHC"),
    PersonSpec("wuhaibo", "吴海波", "综合处一级主任科员", EDITOR, "ZHC"),
    PersonSpec("zhaoyunfei", "赵云飞", "综合处三级主任科员", EDITOR, "ZHC"),
)
_ADMINISTRATORS = (
    PersonSpec("xitong", "江涛", "信息中心工程师", admin_kind="system"),
    PersonSpec("anquan", "白洁茹", "保密办副主任", admin_kind="security"),
    PersonSpec("shenji", "毛立新", "机关纪委副书记", admin_kind="audit"),
)


def _with_phones(people: list[PersonSpec]) -> tuple[PersonSpec, ...]:
    """Office numbers of an exchange that is kept free for examples."""
    return tuple(
        PersonSpec(p.username, p.name, p.post, p.role, p.unit, p.admin_kind, f"0000-8260{1101 + index}")
        for index, p in enumerate(people)
    )


PEOPLE = _with_phones([*_OFFICE_PEOPLE, *(p for u in FILING_UNITS for p in _people_of_unit(u)), *_ADMINISTRATORS])

PAPERS: dict[str, str | int] = {
    "office_name": _OFFICE.name,
    "contact": next(f"{_OFFICE.name} {p.name}　{p.phone}" for p in PEOPLE if p.username == "chenjing"),
    "bulletin_masthead": "信息工作情况通报",
    "bulletin_note": "内部资料　注意保存",
    "bulletin_up": "市委办公室、市政府办公室，省司法厅办公室，本机关领导。",
    "bulletin_peer": "市直有关部门。",
    "bulletin_down": "各处室，各区县政府法制办公室，各乡镇（街道）司法所。",
    "bulletin_copies": 60,
    "special_masthead": "信息专报",
    "special_note": "内部资料　注意保存",
    "special_up": "市委办公室、市政府办公室，本机关领导。",
    "special_peer": "市直有关部门。",
    "special_down": "各处室。",
    "special_copies": 30,
}
"""文头与分送, as the head of the comprehensive office states them."""

OUTLET_LEVELS = (("own", "本级"), ("city", "市级"), ("province", "省级"), ("state", "国家级"))

OUTLETS = (
    OutletSpec("own-journal", "法制工作信息", "own", ORGAN_NAME, is_own=True),
    OutletSpec("own-special", "法制信息专报", "own", ORGAN_NAME, is_own=True),
    OutletSpec("city-gov", "澜江政务信息", "city", "市政府办公室"),
    OutletSpec("city-party", "澜江信息", "city", "市委办公室"),
    OutletSpec("city-daily", "澜江日报", "city", "澜江日报社", is_media=True),
    OutletSpec("province-gov", "省政务信息", "province", "省政府办公厅"),
    OutletSpec("province-law", "法治政府建设简报", "province", "省委依法治省办"),
    OutletSpec("state-gov", "国办信息专报", "state", "国务院办公厅"),
)

LEADERS = (
    LeaderSpec("高远程", "省委常委、常务副省长", "province", "deputy", 30),
    LeaderSpec("霍启新", "副省长", "province", "deputy", 22),
    LeaderSpec("申维民", "省政府秘书长", "province", "secretary", 26),
    LeaderSpec("卢振国", "市委书记", "city", "principal", 34),
    LeaderSpec("季宏斌", "市委副书记、市长", "city", "principal", 28),
    LeaderSpec("葛树声", "市委副书记", "city", "deputy", 20),
    LeaderSpec("严世杰", "市委常委、常务副市长", "city", "deputy", 31),
    LeaderSpec("祝兰英", "副市长", "city", "deputy", 24),
    LeaderSpec("柯大鹏", "副市长", "city", "deputy", 41, 5),
    LeaderSpec("管维诚", "市政府秘书长", "city", "secretary", 18),
)


def unit_by_code(code: str) -> UnitSpec:
    """The unit with that code; KeyError where there is none."""
    return {unit.code: unit for unit in UNITS}[code]


def people_with(role: str, unit: str = "") -> tuple[PersonSpec, ...]:
    """People of that role, in one unit or in all."""
    return tuple(p for p in PEOPLE if p.role == role and (not unit or p.unit == unit))
