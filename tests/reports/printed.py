"""A bulletin made by the services, with sections long enough to fill pages of text, and set in type once a session."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from organizations.models import User
from reports.models import Bulletin
from reports.services import building, bulletins, word
from reports.services.building import Built
from reports.states import State
from tests.factories import organizations as factories
from tests.factories.reports import Month, after_month, make_bulletin, make_month
from tests.factories.scoring import adopted, filed_item, instructed

LONG = {
    "opening": (
        "（一）报送数量稳步上升\n"
        "{{ period.name }}，本机关各处室、各基层单位共报送政务信息{{ filed.total }}条；{{ units.total }}个报送单位中，"
        "{{ units.filed }}个单位有信息报送，被采用{{ adopted.items }}篇{{ adopted.adoptions }}篇次，采用率{{ adopted.rate }}。"
        "从内容看，反映《出租汽车管理办法》执行情况、“行政复议三项制度”运行情况和规章清理情况的信息质量较高，"
        "被省政府办公厅《政务要情》、市委办公室“每日信息”采用，为领导决策提供了参考。\n"
        "从时间看，上旬报送的信息占28.6%，中旬占31.4%，下旬占40.0%，月底突击报送的现象比上月有所减少；"
        "从单位看，报送量居前五位的单位合计报送的信息占全部信息的52.3%，报送量不平衡的问题仍然存在。"
        "各单位要按照《关于进一步做好政务信息工作的通知》（法办〔2026〕17号）的要求，把信息工作列入重要议事日程，"
        "做到年初有部署、月月有检查、年底有考核。\n"
        "（二）信息质量有所提高\n"
        "本月报送的信息中，反映工作成绩的{{ balance.achievement }}条，反映困难和问题的{{ balance.problem }}条，"
        "提出意见建议的{{ balance.advice }}条。行政执法监督处围绕“双随机、一公开”监管报送的调研信息，情况清楚、数据翔实、"
        "分析透彻，所提的5条建议有4条被有关部门采纳；立法处结合《城市养犬管理条例》草案征求意见的情况，及时反映了群众"
        "关心的限养区划分、登记收费标准、流浪犬收容等问题，得到了市领导的肯定。\n"
        "从选题看，围绕市委、市政府中心工作的信息占六成以上，“身边事、具体事、新鲜事”明显增多；从体裁看，调研信息、"
        "问题建议类信息的比重由上月的21.5%提高到27.8%，“一句话新闻”和流水账式的信息有所减少；从采用情况看，"
        "被两家以上载体采用的信息有6条，其中1条被国务院办公厅信息专报采用，实现了今年以来国家级载体采用零的突破。"
    ),
    "doing_well": (
        "按照考核类别，本月得分位居前列的单位是：{{ best.units }}。对上述单位予以通报表扬。\n"
        "（一）领导重视，责任落实。有关单位的第一责任人亲自审阅、亲自修改、亲自签发，分管领导每周过问一次信息报送情况，"
        "信息员列席单位的重要会议，做到了情况早知道、信息早报送、问题早反映。政策研究处把信息任务分解到每一个人，"
        "实行“一周一调度、一月一通报”，连续3个月没有出现退稿。\n"
        "（二）贴近基层，深入调研。石桥头镇司法所信息员深入12个村（居）、走访群众百余人次，形成的《农村土地流转合同"
        "纠纷增多应予重视》一文，反映的问题具有普遍性，被市政府办公室《信息专报》采用，市政府主要领导同志作出批示，"
        "要求有关部门“认真研究、拿出办法、抓好落实”。\n"
        "（三）讲求时效，渠道畅通。9月28日19时40分，沙浦镇发生山体滑坡险情，镇司法所在20分钟内电话报告、40分钟内"
        "书面报告，并在24小时内连续报送3篇续报，为指挥调度赢得了时间。"
    ),
    "shortcomings": (
        "一是少数单位没有完成报送任务。{{ zero.units }}共{{ zero.count }}个单位本月没有报送信息，请上述单位第一责任人"
        "查明原因，于收到本通报之日起五个工作日内向综合处作出书面说明。\n"
        "二是信息质量不够平衡。有的信息内容空泛，“领导高度重视”“成效十分显著”之类的套话多，具体做法、典型事例和准确"
        "数据少；有的信息以会议通知、讲话稿代替，缺少提炼；有的信息标题冗长，最长的达到38个字，读者看了开头不知所云。"
        "还有的单位把同一件事拆成三四条分别报送，追求数量、不求质量，这种做法必须纠正。\n"
        "三是审核把关不严。本月因数字前后矛盾、单位名称写错、引用法规名称不准确而退回修改的信息有9条，占退稿总数的"
        "45.0%；未注明核稿人、未经单位负责人签发的有4条。各单位要严格执行“撰稿、核稿、审签”三道关口，"
        "凡涉及数据的必须逐一核对，凡涉及定性的必须反复斟酌，凡涉及其他单位职责的必须事先沟通。\n"
        "四是喜忧兼报不够。反映问题的信息明显偏少，有的单位存在“报喜得喜、报忧得忧”的顾虑；个别单位对已经发生的"
        "群体性上访、败诉案件等情况迟报、漏报，影响了领导的判断和处置。对迟报、漏报的，按照计分办法予以扣分并点名通报；"
        "对谎报、瞒报的，一律取消当年评先评优的资格。"
    ),
    "demands": (
        "一要压实责任。各单位第一责任人要亲自审阅把关，明确信息员和核稿人，做到每周有信息、每月有精品。要把信息工作"
        "纳入单位年度目标管理，与业务工作同部署、同检查、同考核，不得以人手少、任务重为由降低标准。\n"
        "二要提高质量。围绕市委、市政府中心工作和依法行政重点任务选题，多报有情况、有数据、有分析、有建议的调研类信息；"
        "四季度要重点围绕“十五五”规划实施、优化法治化营商环境、规范涉企行政检查、推进基层综合执法改革等专题开展调研，"
        "每个处室至少报送1篇有分量的调研信息。\n"
        "三要严守时限。紧急信息第一时间报送，一般信息随有随报，坚决杜绝迟报、漏报和月底突击报送。突发事件必须在"
        "事发后20分钟内电话报告、40分钟内书面报告，并根据处置进展及时续报。\n"
        "四要加强培训。综合处将于11月中旬举办信息员培训班，采取以会代训、跟班学习、优秀信息点评等方式，帮助信息员"
        "提高选题、提炼和写作的能力；各单位要支持信息员参加培训，保持信息员队伍相对稳定，信息员变动的要及时报综合处备案。"
    ),
}
COMMENTS = (
    "本月信息工作总体较好，调研类信息质量有提高。零报送单位要向综合处说明原因。",
    "请各处室主要负责同志切实履行第一责任人职责，多报问题、多提建议。",
)


LINES = {
    "send_up": "市委办公室、市政府办公室，省司法厅办公室，本机关领导。",
    "send_peer": "市直有关部门。",
    "send_down": "各处室，各乡镇（街道）司法所。",
    "copies": 60,
}


TITLES = (
    "我市蔬菜质量安全检测体系建设情况",
    "行政复议三项制度运行中存在的问题和建议",
    "石桥头镇农村土地流转合同纠纷增多应予重视",
    "《城市养犬管理条例》草案征求意见情况",
    "破解“企业维权顾虑多”难题的调查与思考",
    "市政府法制办公室采取五项措施规范涉企行政检查",
    "老旧小区加装电梯意见分歧的成因与对策",
    "我区校园食堂食品安全中承包合同不规范问题亟待解决",
)
ADOPTIONS = 56
LEVELS = ("own", "own", "own", "city", "own", "province", "city", "own")


@dataclass(frozen=True)
class Printed:
    """The bulletin's files and what it was made of."""

    built: Built
    context: dict
    docx: bytes
    html: str


def long_month() -> Month:
    """October 2026 with adoptions for pages of tables. The same names whatever tests ran before."""
    for name in ("UnitClass", "Unit", "User", "OutletLevel", "Outlet", "SuperiorLeader"):
        getattr(factories, f"{name}Factory").reset_sequence(0)
    month = make_month(items=40)
    for number in range(ADOPTIONS):
        day = date(2026, 10, 1 + number % 28)
        unit = month.organ.divisions[number % 2]
        item = filed_item(day, unit=unit, title=f"{TITLES[number % len(TITLES)]}（之{number + 1}）")
        adopted(item, day, LEVELS[number % len(LEVELS)])
        if number % 9 == 0:
            instructed(item, day, "city")
    return month


def long_bulletin() -> tuple[Bulletin, User]:
    """Signed and not printed; its sections are LONG, two leaders have commented. Call it under `after_month()`."""
    month = long_month()
    bulletin = make_bulletin(month)
    bulletins.save_imprint(bulletin_id=bulletin.pk, by=month.organ.editor, **LINES)
    for key, text in LONG.items():
        bulletins.save_section(bulletin_id=bulletin.pk, key=key, text=text, by=month.organ.editor)
    bulletins.check_bulletin(bulletin_id=bulletin.pk, by=month.head)
    leaders = (month.organ.principal_leader, month.organ.deputy_leader)
    for leader, text in zip(leaders, COMMENTS, strict=True):
        bulletins.add_comment(bulletin_id=bulletin.pk, leader=leader, recorded_by=leader, text=text)
    bulletins.sign_bulletin(bulletin_id=bulletin.pk, by=month.organ.deputy_leader)
    assert Bulletin.objects.get(pk=bulletin.pk).state == State.SIGNED
    return Bulletin.objects.for_paper().get(pk=bulletin.pk), month.head


def print_long() -> Printed:
    """Set it in type, and leave nothing in the database."""
    with after_month(), transaction.atomic():
        bulletin, _head = long_bulletin()
        built = building.build(bulletin)
        made = Printed(
            built, building.context_of(bulletin), word.document_of(bulletin, built.pdf), building.page_html(bulletin)
        )
        transaction.set_rollback(True)
    return made
