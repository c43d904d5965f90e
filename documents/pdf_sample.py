"""A page that a warm press sets before anybody asks: every font role, table, chart, contents, imprint. No text of users."""

from typing import Any

_TEXT = "为进一步做好政务信息工作，10月份共报送信息128条，采用46条，采用率35.9%；其中“每日信息”采用12条。"
_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 21"><title>样张</title><rect x="1" y="1" width="9" height="9" '
    'fill="#c8102e"/><line x1="0" y1="20" x2="64" y2="20" stroke="#000"/><text x="2" y="18" font-size="4">样张</text></svg>'
)
HTML = (
    '<!DOCTYPE html><html lang="zh-CN"><head><title>样张</title></head><body>'
    '<header class="masthead"><p class="masthead-note">样张</p><p class="masthead-name">样张</p><p class="masthead-office">样张</p>'
    '<table class="masthead-foot"><tr><td>第1期</td><td>2026年</td></tr></table><hr class="redline"></header>'
    '<section class="comments"><p class="comments-label">样张</p><div class="comment"><p>样张。</p><p class="comment-by">样张</p></div></section>'
    '<section class="contents"><p class="contents-title">目录</p><p><a href="#sample">样张</a></p></section>'
    f'<h1>样张</h1><h2 id="sample">一、样张</h2><h3>（一）样张</h3><h4>1.样张</h4><p>{_TEXT * 3}<b>样张</b><i>样张</i></p>'
    f'<figure>{_SVG}<figcaption>样张</figcaption></figure><div class="attachments"><p>附件：样张</p></div>'
    '<section class="attachment"><p class="attachment-label">附件1</p><h1 class="attachment-title">样张</h1><table class="grid">'
    '<colgroup><col class="narrow"><col></colgroup><thead><tr><th>名次</th><th>单位</th></tr></thead><tbody>'
    '<tr class="group"><td colspan="2">样张</td></tr><tr><td>1</td><td class="text">样张</td></tr></tbody></table></section>'
    '<div class="imprint"><table><colgroup><col><col class="right"></colgroup><tr><td>样张</td><td class="right">1份</td></tr>'
    "</table></div></body></html>"
)
REQUEST: dict[str, Any] = {
    "html": HTML,
    "expected": 2,
    "attachments": [],
    "metadata": {
        "title": "样张",
        "author": "样张",
        "subject": "样张",
        "keywords": ["样张"],
        "language": "zh-CN",
        "generator": "govinfo",
        "created": "2026-01-01T00:00:00+00:00",
        "modified": "2026-01-01T00:00:00+00:00",
        "identifier": "0" * 32,
    },
}
"""What `pdf_child.render` takes, but for its css."""
