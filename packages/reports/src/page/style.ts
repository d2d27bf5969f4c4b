import { colorDeclarations } from './colors.js';

/** The style sheet of a page, on a light or a dark ground as the reader's system has it. */
export const STYLE = `
:root{color-scheme:light dark;${colorDeclarations('light')}}
@media (prefers-color-scheme:dark){:root{${colorDeclarations('dark')}}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;-webkit-text-size-adjust:100%}
main{max-width:1320px;margin:0 auto;padding:2.5rem 1.5rem 4rem}
header{margin-bottom:2rem}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 .4rem;letter-spacing:-.015em}
h2{font-size:1.25rem;margin:2.8rem 0 .9rem;padding-top:1.2rem;border-top:1px solid var(--line);letter-spacing:-.01em}
h3{font-size:.95rem;font-weight:600;margin:0 0 .6rem}
p{max-width:72ch;margin:.5rem 0}
.lead,.note,figcaption{color:var(--muted)}
.lead{margin:0;font-size:1.02rem}
a{color:var(--accent)}
nav{margin-top:1rem;display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;font-size:.92rem}
nav a{text-decoration:none}
nav a:hover{text-decoration:underline}
.flow{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,540px),1fr));gap:1.2rem;align-items:start}
.flow>*{min-width:0}
.flow>.wide,.flow>p,.flow>dl,.flow>details{grid-column:1/-1}
figure{margin:0;padding:1rem 1.1rem;background:var(--panel);border:1px solid var(--line);border-radius:10px}
figure svg text{font-family:inherit}
figure svg{display:block;width:100%;height:auto;max-width:760px}
figcaption{font-size:.88rem;margin-top:.6rem;max-width:72ch}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:.92rem;font-variant-numeric:tabular-nums}
.table table{width:100%}
th,td{padding:.34rem .7rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
tbody tr:last-child>*{border-bottom:0}
thead th{color:var(--muted);font-weight:500;font-size:.85rem;vertical-align:bottom}
tbody th{font-weight:500}
.number{text-align:right;white-space:nowrap}
.shaded{border-collapse:separate;border-spacing:2px;font-size:.82rem}
.shaded th,.shaded td{border:0;padding:.2rem .35rem}
.shaded tbody th{text-align:right;white-space:nowrap;font-weight:400}
.shaded thead th{height:1px;vertical-align:bottom}
.slanted thead th:not(.corner)>span{writing-mode:vertical-rl;transform:rotate(180deg);white-space:nowrap;max-height:11rem;overflow:hidden}
.upright thead th{text-align:center}
.shaded .corner{text-align:right;font-size:.75rem;white-space:nowrap}
.shaded .corner span{display:block}
.shaded td{min-width:1.5rem;height:1.5rem;text-align:center;vertical-align:middle;border-radius:3px;background:color-mix(in srgb,var(--hue) calc(var(--share)*.62),var(--grid))}
.attention .shaded td{min-width:1.1rem;padding:0;background:color-mix(in srgb,var(--hue) var(--share),var(--grid))}
dl{display:flex;flex-wrap:wrap;gap:.7rem 2rem;margin:0}
dt{color:var(--muted);font-size:.82rem}
dd{margin:0;font-size:1.02rem;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
details.code{border:1px solid var(--line);border-radius:10px;background:var(--panel)}
summary{cursor:pointer;padding:.7rem 1.1rem}
pre{margin:0;padding:0 1.1rem 1rem;overflow:auto;max-height:32rem;font:.85rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.highlighted{white-space:pre-wrap;overflow-wrap:anywhere;line-height:2}
mark{color:inherit;border-radius:4px;padding:.12em .2em;box-decoration-break:clone;-webkit-box-decoration-break:clone;background:color-mix(in srgb,var(--accent) 18%,transparent);border-bottom:2px solid var(--accent)}
mark.good{background:color-mix(in srgb,var(--good) 18%,transparent);border-color:var(--good)}
mark.bad{background:color-mix(in srgb,var(--bad) 18%,transparent);border-color:var(--bad)}
mark.missed{background:color-mix(in srgb,var(--warn) 14%,transparent);border-bottom:2px dashed var(--warn)}
.tag{font-size:.68em;margin-left:.35em;color:var(--muted);text-transform:none;vertical-align:.1em}
.choice{display:inline-flex;gap:.5rem;align-items:center;margin:0 1rem .9rem 0;color:var(--muted);font-size:.92rem}
[hidden]{display:none!important}
select{font:inherit;color:var(--text);background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:.2rem .5rem}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.tip{position:fixed;z-index:9;pointer-events:none;max-width:34rem;padding:.3rem .6rem;border-radius:6px;font-size:.85rem;background:var(--text);color:var(--ground);overflow-wrap:anywhere}
footer{margin-top:3rem;color:var(--muted);font-size:.85rem}
@media print{figure,details.code{break-inside:avoid}nav{display:none}}
`;
