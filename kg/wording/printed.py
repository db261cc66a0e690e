"""A page of HTML to print: nothing is loaded from elsewhere, and it runs no script."""

from __future__ import annotations

from html import escape

STYLE = """
@page { size: A4; margin: 18mm 15mm 20mm;
  @bottom-right { content: counter(page) " / " counter(pages); font: 9pt sans-serif; } }
* { box-sizing: border-box; }
:root { color-scheme: light; }
body { font: 10.5pt/1.45 "Liberation Sans", Arial, Helvetica, sans-serif; color: #061A1D; background: #fff;
  max-width: 190mm; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
h1 { font-size: 20pt; line-height: 1.2; margin: 0 0 .3rem; }
h2 { font-size: 14pt; margin: 1.6rem 0 .5rem; border-bottom: 1.5pt solid #0B6B70; padding-bottom: .15rem;
  break-after: avoid; }
h3 { font-size: 11.5pt; margin: 0 0 .3rem; break-after: avoid; }
h4, h5 { font-size: 9.5pt; margin: 0 0 .25rem; }
p { margin: 0 0 .4rem; }
.av-lead { color: #33474A; }
.av-case { break-inside: avoid; border: .75pt solid #7A8F91; border-left: 4pt solid #0B6B70; padding: .6rem .8rem;
  margin: 0 0 .9rem; }
.av-kind { font-weight: 700; }
.av-kind-sign { display: inline-block; min-width: 1em; text-align: center; }
.av-why { margin-bottom: .5rem; }
.av-sides { display: grid; grid-template-columns: 1fr 1fr; gap: .7rem; margin: .5rem 0; }
.av-side blockquote { margin: 0 0 .3rem; padding: .3rem .6rem; border-left: 2pt solid #7A8F91; background: #F4F8F8; }
.av-side blockquote p:last-child { margin: 0; }
.av-above, .av-source { font-size: 9pt; color: #33474A; }
.av-carried { font-size: 9.5pt; margin: 0; }
mark.av-own { background: none; color: inherit; font-weight: 700; text-decoration: underline;
  text-underline-offset: 2pt; }
table { border-collapse: collapse; width: 100%; font-size: 9.5pt; margin: .4rem 0; }
caption { text-align: left; font-weight: 600; padding: .1rem 0; }
th, td { border-bottom: .5pt solid #7A8F91; padding: .2rem .4rem .2rem 0; text-align: left; vertical-align: top; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
.av-fields { table-layout: fixed; }
.av-fields tbody th, .av-fields thead td { width: 6.5rem; }
.av-assessed { border-top: .5pt solid #7A8F91; padding-top: .35rem; margin-top: .4rem; }
.av-note { white-space: pre-line; }
ul { margin: 0 0 .6rem; padding-left: 1.1rem; }
li { break-inside: avoid; margin: 0 0 .15rem; }
.av-write { border-bottom: .5pt dotted #33474A; height: 1.7rem; font-size: 9pt; color: #33474A; }
.av-matrix th, .av-matrix td { border: .5pt solid #7A8F91; padding: .15rem .3rem; }
.av-matrix { table-layout: fixed; overflow-wrap: break-word; }
.av-matrix td { text-align: center; }
.av-matrix td span { white-space: nowrap; }
.av-matrix tbody th, .av-matrix thead td { width: 46mm; }
.av-matrix thead th { font-size: 9pt; height: 44mm; line-height: 1.15; vertical-align: bottom; }
.av-matrix thead th span { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 42mm; }
.av-part { break-before: page; }
@media print { body { padding: 0; max-width: none; } }
@media screen and (max-width: 40rem) { .av-sides { grid-template-columns: 1fr; } }
"""


def printed(title: str, body: str, *, style: str = "", base: str = STYLE) -> str:
    """Return a whole HTML document in Norwegian.

    :param title: plain text.
    :param body: HTML, its words from elsewhere escaped.
    :param style: CSS for what only this page has.
    :param base: CSS that all else on it stands on: that of a page to print unless another is given.
    """
    return (
        "<!DOCTYPE html><html lang='nb'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{base}{style}</style></head>"
        f"<body><main>{body}</main></body></html>\n"
    )
