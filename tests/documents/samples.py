"""Real-looking Chinese pages on the house sheet."""

from datetime import UTC, datetime

from documents.pdf import PdfMetadata

METADATA = PdfMetadata(
    title="关于2026年10月政务信息采用情况的通报",
    identifier="bulletin/2026-10/1",
    created=datetime(2026, 11, 5, 1, 30, tzinfo=UTC),
    author="市人民政府法制办公室",
    subject="政务信息通报 2026年第10期",
    keywords=("政务信息", "通报"),
)
PLAIN = (
    "为进一步做好规章清理工作，市政府法制办对现行有效的政府规章进行了全面梳理，逐件提出保留、修改或者废止的意见，"
    "报经市政府常务会议审议通过后向社会公布，有关部门按照分工抓好落实。"
)
MIXED = (
    "10月份，全办共报送政务信息128条，采用46条，采用率35.9%，比上月提高4.2个百分点；其中省政府办公厅《政务要情》采用3条，"
    "市委办公室“每日信息”采用12条，“法治动态”网站采用31条。截至10月31日，累计报送1,206条，累计采用433条。"
    "从内容看，反映《出租汽车管理办法》执行情况的信息质量较高，“行政复议三项制度”的做法被省政府法制办转发。"
)


def page(body: str, title: str = "通报") -> str:
    return f'<!DOCTYPE html><html lang="zh-CN"><head><title>{title}</title></head><body>{body}</body></html>'


def paragraphs(text: str, times: int) -> str:
    return "".join(f"<p>{text}</p>" for _n in range(times))


def rows(count: int) -> str:
    return "".join(
        f'<tr><td>{n + 1}</td><td class="text">第{n + 1}街道办事处</td><td class="number">{20 - n % 20}</td>'
        f'<td class="number">{n % 7}</td><td class="number">{n * 1.5:.1f}</td></tr>'
        for n in range(count)
    )


TABLE_HEAD = (
    '<table class="grid"><colgroup><col class="narrow"><col><col class="middle"><col class="middle"><col class="middle">'
    "</colgroup><thead><tr><th>名次</th><th>单位</th><th>报送</th><th>采用</th><th>得分</th></tr></thead>"
)
IMPRINT = (
    '<div class="imprint"><table><colgroup><col><col class="right"></colgroup><tr><td colspan="2"><p>报：市委办公室，市人大常委会办公室，市政府办公厅，市政协办公室，'
    "省政府法制办公室。</p><p>送：各区县人民政府法制办公室，市政府各部门。</p><p>发：本办各处室，各乡镇（街道）直报点。</p></td></tr>"
    '<tr><td>联系人：李文静　电话：0371-6618 0000</td><td class="right">共印80份</td></tr>'
    "<tr><td>核稿：王建国　签发：陈志远</td>"
    '<td class="right">2026年11月5日印发</td></tr></table></div>'
)
BULLETIN = page(
    '<header class="masthead"><p class="masthead-note">内部资料　注意保存</p>'
    '<p class="masthead-name">政务信息通报</p><p class="masthead-number">2026年第10期（总第142期）</p>'
    '<table class="masthead-foot"><tr><td>市人民政府法制办公室</td><td>2026年11月5日</td></tr></table>'
    '<hr class="redline"></header>'
    '<section class="comments"><p class="comments-label">领导签署意见</p>'
    '<div class="comment"><p>本月信息工作有起色，请各处室对照差距抓好整改，连续两月零报送的处室主要负责同志要说明情况。</p>'
    '<p class="comment-by">陈志远（主任）　2026年11月4日</p></div>'
    '<div class="comment"><p>同意志远同志意见。</p><p class="comment-by">刘明（分管副主任）　2026年11月3日</p></div></section>'
    "<h1>关于2026年10月政务信息采用情况的通报</h1>"
    '<p class="addressee">各处室，各乡镇（街道）直报点：</p>'
    f"<p>{MIXED}</p><h2>一、报送和采用情况</h2><h3>（一）处室情况</h3>{paragraphs(MIXED, 2)}"
    f"<h3>（二）乡镇（街道）情况</h3><h4>1.报送数量稳步上升。</h4>{paragraphs(PLAIN, 3)}<h2>二、存在的问题</h2>{paragraphs(MIXED, 3)}"
    f"<h2>三、下一步工作要求</h2>{paragraphs(PLAIN, 3)}"
    '<div class="attachments"><p>附件：1.2026年10月政务信息得分表</p><p>2.2026年10月政务信息采用情况</p></div>'
    '<div class="signed"><p class="office">市人民政府法制办公室</p><p>2026年11月5日</p></div>'
    '<section class="attachment"><p class="attachment-label">附件1</p><h1 class="attachment-title">2026年10月政务信息得分表</h1>'
    f"{TABLE_HEAD}<tbody>{rows(60)}</tbody></table>"
    '<p class="table-note">注：得分相同的名次并列；“—”为不参加排名的单位。</p></section>'
    f"{IMPRINT}"
)
